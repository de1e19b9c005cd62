"""The process that looks into a stranger's PDF: `python -m certificates.signing.child <options>`.

Takes the file from its input and the marks of our certificates from the options; knows no key and
no database.
"""

import json
import sys
import warnings

from certificates.signing.judging import answer
from courses.limited_process import Cost, confine_to


def main() -> None:
    warnings.simplefilter("ignore")
    options = json.loads(sys.argv[1])
    confine_to(Cost(**options["cost"]))
    json.dump(answer(sys.stdin.buffer.read(), set(options["ours"])), sys.stdout)


if __name__ == "__main__":
    main()
