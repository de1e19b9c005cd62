"""What is stored of a block may have been written past its form: what no form gives is left out."""

from collections.abc import Mapping
from typing import Any, Final

from wagtail import blocks

# No key of a record is larger in any of the databases.
LARGEST_KEY: Final = 2**63 - 1


class StoredStructBlock(blocks.StructBlock):
    """A value of the wrong kind is read as if it were not there, so that pages stay readable."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._sound(value))

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([self._sound(value) for value in values])

    def _sound(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            return {}
        children = self.child_blocks.items()
        return {
            name: value[name]
            for name, block in children
            if name in value and (value[name] is None or is_sound(block, value[name]))
        }


def is_sound(block: blocks.Block, value: Any) -> bool:
    """Of the kind and size the block stores; whether such a record or choice exists shows later."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(block, blocks.IntegerBlock):
        least, most = block.field.min_value, block.field.max_value
        return is_number and (least or 0) <= value <= (LARGEST_KEY if most is None else most)
    if isinstance(block, blocks.ChooserBlock):
        return is_number and 0 < value <= LARGEST_KEY
    if isinstance(block, blocks.BooleanBlock):
        return isinstance(value, bool)
    return isinstance(value, str)
