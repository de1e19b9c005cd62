"""Blocks of plain text, pictures, tables and documents, with what a reader without sight needs."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Picture in words"), help_text=_("For people who cannot see it."), max_length=250
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/_image.html"


class GalleryBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    pictures = blocks.ListBlock(ImageBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "copy"
        label = _("Gallery")
        template = "cms/blocks/_gallery.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"))
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/_quote.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Text of the link"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "cms/blocks/_document.html"


def table_block() -> TypedTableBlock:
    columns = [
        ("text", blocks.CharBlock(label=_("Text"), required=False)),
        ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
    ]
    return TypedTableBlock(
        columns, icon="table", label=_("Table"), template="cms/blocks/_table.html"
    )
