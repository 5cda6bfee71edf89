"""The app of the stock flow; installed by `bench.stock.settings` only."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """viewflow stores a flow class by the label of its app, so there must be one."""

    name = "bench.stock"
    label = "bench_stock"
