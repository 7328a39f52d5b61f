"""What machines read of a question's page, as a dict."""

from faq.markdown import to_text
from faq.models import Question


def faq_page(question: Question, body: str) -> dict:
    """The question, and the answer in words: the short one, then ``body``, the HTML of the rest."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": f"{question.short_answer}\n{to_text(body)}".strip(),
                },
            }
        ],
    }
