"""What diagnosis offers to the gate. The libraries are loaded when something runs, not when the app starts."""

from gongzhi.algorithms.public import offer
from gongzhi.diagnosis.classifier.running import read_with_model
from gongzhi.diagnosis.endpoint.running import ENTRY, read_reply
from gongzhi.diagnosis.readings.runners import read_answers, read_danger, read_words

offer("triage.words", read_words)
offer("safety.words", read_danger)
offer("answers.words", read_answers)
offer(ENTRY, read_reply)
offer("triage.model", read_with_model)
