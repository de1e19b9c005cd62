"""What a text may be built of: few blocks, each with what a reader without sight needs."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from cms.blocks.classes import ClassCardBlock, ClassListBlock, TrainingClassChooserBlock
from cms.blocks.figures import ChartBlock, FiguresBlock, IndicatorBlock, YearFigureBlock
from cms.blocks.text import (
    RICH_TEXT_FEATURES,
    DocumentBlock,
    GalleryBlock,
    ImageBlock,
    QuoteBlock,
    table_block,
)

# Migrations know it by this place.
__all__ = ["BodyBlock", "TrainingClassChooserBlock"]


class BodyBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock(
        label=_("Paragraph"), icon="pilcrow", features=RICH_TEXT_FEATURES
    )
    heading = blocks.CharBlock(
        label=_("Heading"), icon="title", max_length=150, template="cms/blocks/_heading.html"
    )
    image = ImageBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    table = table_block()
    document = DocumentBlock()
    training_class = ClassCardBlock(group=_("Classes and figures"))
    class_list = ClassListBlock(group=_("Classes and figures"))
    figures = FiguresBlock(group=_("Classes and figures"))
    year_figure = YearFigureBlock(group=_("Classes and figures"))
    indicator = IndicatorBlock(group=_("Classes and figures"))
    chart = ChartBlock(group=_("Classes and figures"))
