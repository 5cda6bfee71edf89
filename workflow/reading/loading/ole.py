"""The streams of an OLE container (older Word and Excel files, encrypted newer ones): [MS-CFB] 2."""

import struct
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from workflow.reading.loading.refusals import refusal

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_SECTOR = 0xFFFFFFFA
MAX_ENTRIES = 20_000
SECTOR_SHIFTS = (7, 16)
SMALL_SECTOR = 64
SMALL_STREAM = 4096
"""Streams shorter than this stand together in one, the stream of the root."""


class Container:
    """The streams at the top of the container, by name; those of embedded objects do not count."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise refusal("damaged")
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if not SECTOR_SHIFTS[0] <= shift <= SECTOR_SHIFTS[1]:
            raise refusal("damaged")
        self._size = 1 << shift
        self._fat = self._sectors_of_fat()
        self._root = (NO_SECTOR, 0)
        self.streams = self._top()

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of a stream of more than 4,096 bytes, of its first sector at most."""
        start, size = self.streams[name]
        return self._sector(start)[:length] if size >= SMALL_STREAM else b""

    def stream(self, name: str) -> bytes:
        """A stream as far as its chain of sectors goes."""
        start, size = self.streams[name]
        if size >= SMALL_STREAM:
            return b"".join(map(self._sector, self._chain(start, self._fat, size // self._size + 1)))[:size]
        first = struct.unpack_from("<I", self._data, 60)[0]
        table = b"".join(map(self._sector, self._chain(first, self._fat, len(self._fat))))
        following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
        held = b"".join(map(self._sector, self._chain(self._root[0], self._fat, self._root[1] // self._size + 1)))
        small = self._chain(start, following, size // SMALL_SECTOR + 1)
        return b"".join(held[place * SMALL_SECTOR : (place + 1) * SMALL_SECTOR] for place in small)[:size]

    def _chain(self, start: int, following: Sequence[int], most: int) -> list[int]:
        """The sectors from `start` on, `most` at most: a chain may be made to lead back into itself."""
        found: list[int] = []
        most = min(most, len(following))
        while start < NO_SECTOR and start < len(following) and len(found) < most:
            found.append(start)
            start = following[start]
        return found

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _sectors_of_fat(self) -> list[int]:
        numbers = chain(struct.unpack_from("<109I", self._data, 76), self._further_sectors_of_fat())
        # More than the file has room for would be the same ones again and again.
        most = len(self._data) * 4 // self._size**2 + 1
        fat: list[int] = []
        for number in islice(numbers, most):
            if number >= NO_SECTOR:
                break
            sector = self._sector(number)
            fat += struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
        return fat

    def _further_sectors_of_fat(self) -> Iterator[int]:
        """Those of a file of more than 7 MB, listed in sectors of their own, the last number of each its successor."""
        number, seen = struct.unpack_from("<I", self._data, 68)[0], set()
        while number < NO_SECTOR and number not in seen:
            seen.add(number)
            sector = self._sector(number)
            if len(sector) < self._size:
                return
            *numbers, number = struct.unpack(f"<{self._size // 4}I", sector)
            yield from numbers

    def _top(self) -> dict[str, tuple[int, int]]:
        entries = self._entries()
        if not entries:
            raise refusal("damaged")
        self._root = (entries[0][3], entries[0][5])
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
