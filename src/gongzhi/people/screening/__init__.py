"""Personal data in what people write: where they stand in a text, and the text without them.

Pure: no database, no clock, no settings. Which detector is asked is said elsewhere (`people.screen`).
"""

from gongzhi.people.screening.addresses import rooms_in_address
from gongzhi.people.screening.findings import Detector, Finding, Kind, Masked, masked
from gongzhi.people.screening.shipped import RuleDetector, leaving, shipped, without_personal_data
from gongzhi.people.screening.writing import readable

__all__ = [
    "Detector",
    "Finding",
    "Kind",
    "Masked",
    "RuleDetector",
    "leaving",
    "masked",
    "readable",
    "rooms_in_address",
    "shipped",
    "without_personal_data",
]
