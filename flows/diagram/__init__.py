"""A flow as picture: layout in lanes, live state, server-drawn SVG with its table, BPMN 2.0 for download."""
