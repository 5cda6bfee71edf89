"""The directory of an OLE container (older Word and Excel files, encrypted newer ones): the names of its streams."""

import struct

from workflow.reading.loading.refusals import refusal

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_SECTOR = 0xFFFFFFFA
MAX_ENTRIES = 20_000


class Container:
    """The streams at the top of the container, by name; those of embedded objects do not count."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise refusal("damaged")
        self._data = data
        self._size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self._fat = self._sectors_of_fat()
        self.streams = self._top()

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of a stream of more than 4,096 bytes, of its first sector at most."""
        start, size = self.streams[name]
        return self._sector(start)[:length] if size >= 4096 else b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _sectors_of_fat(self) -> list[int]:
        numbers = struct.unpack_from("<109I", self._data, 76)
        fat: list[int] = []
        for number in numbers:
            if number >= NO_SECTOR:
                break
            sector = self._sector(number)
            fat += struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
        return fat

    def _top(self) -> dict[str, tuple[int, int]]:
        entries = self._entries()
        if not entries:
            raise refusal("damaged")
        found: dict[str, tuple[int, int]] = {}
        waiting, seen = [entries[0][4]], set()
        while waiting:
            index = waiting.pop()
            if index in seen or index >= len(entries):
                continue
            seen.add(index)
            name, left, right, start, _child, size = entries[index]
            found[name] = (start, size)
            waiting += [left, right]
        return found

    def _entries(self) -> list[tuple[str, int, int, int, int, int]]:
        """Name, left and right sibling, first sector, child, size of every entry."""
        entries: list[tuple[str, int, int, int, int, int]] = []
        number: int = struct.unpack_from("<I", self._data, 48)[0]
        seen: set[int] = set()
        while number < NO_SECTOR and number not in seen and len(entries) < MAX_ENTRIES:
            seen.add(number)
            sector = self._sector(number)
            for place in range(0, len(sector) - 127, 128):
                length = min(struct.unpack_from("<H", sector, place + 64)[0], 64)
                name = sector[place : place + max(length - 2, 0)].decode("utf-16-le", "ignore")
                left, right, child = struct.unpack_from("<3I", sector, place + 68)
                start, size = struct.unpack_from("<2I", sector, place + 116)
                entries.append((name, left, right, start, child, size))
            number = self._fat[number] if number < len(self._fat) else NO_SECTOR
        return entries
