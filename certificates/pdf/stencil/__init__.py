"""Many sheets of one skeleton: WeasyPrint draws it once, then only texts and codes are filled in.

`compile` draws two probes and makes a `Stencil` of what they have in common; `Stencil.fill` repeats
WeasyPrint's own arithmetic for one row. Whatever is in doubt is given up, and WeasyPrint draws it.
Empty, so that the child starts without Django.
"""
