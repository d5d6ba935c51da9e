"""What the command line takes of the readings and the endpoint without a database: names only."""

from gongzhi.diagnosis.endpoint.grounding import Grounding, ask_fixed, questions
from gongzhi.diagnosis.endpoint.judging import judged_endpoint
from gongzhi.diagnosis.endpoint.simulator import Behaviour, Simulator
from gongzhi.diagnosis.endpoint.speaking import Endpoint, is_allowed
from gongzhi.diagnosis.readings.judging import words_figures
from gongzhi.diagnosis.readings.report import personal_data_figures
from gongzhi.diagnosis.similarity.pairs import pairs_report

__all__ = [
    "Behaviour",
    "Endpoint",
    "Grounding",
    "Simulator",
    "ask_fixed",
    "is_allowed",
    "judged_endpoint",
    "pairs_report",
    "personal_data_figures",
    "questions",
    "words_figures",
]
