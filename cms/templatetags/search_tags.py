"""The words of a question, marked in a text."""

from django import template
from django.utils.safestring import SafeString

from cms.search.marking import mark
from cms.search.question import Question

register = template.Library()


@register.filter
def marked(text: str, question: Question) -> SafeString:
    return mark(text, question)
