"""What of an address says behind which door somebody lives, and what only says where it is."""

import pytest
from django.utils.translation import override

from gongzhi.people.screen import without_room

DOORS = [
    ("和顺家园6号楼1单元402", "和顺家园6号楼〔房号〕"),
    ("和顺家园６号楼１单元４０２室", "和顺家园６号楼〔房号〕"),
    ("和顺家园6号楼一单元四零二室", "和顺家园6号楼〔房号〕"),
    ("阳光小区3幢2单元302室", "阳光小区3幢〔房号〕"),
    ("幸福路88号院3号楼2单元1002室门前", "幸福路88号院3号楼〔房号〕门前"),
    ("人民路12号402室", "人民路12号〔房号〕"),
    ("翠苑3-2-302", "翠苑3〔房号〕"),
    ("和顺家园6-402", "和顺家园6〔房号〕"),
    ("6号楼402", "6号楼〔房号〕"),
    ("6栋402号", "6栋〔房号〕"),
    ("12号楼3楼东户", "12号楼〔房号〕"),
    ("凤凰城A座1203", "凤凰城A座〔房号〕"),
    ("Flat 402, Building 6", "〔房号〕, Building 6"),
]
PLACES = [
    "和顺家园6号楼东侧垃圾桶",
    "人民路12号",
    "和平村5组12号",
    "人民路12号3号楼门口",
    "3号楼2单元楼道",
    "人民路5号2楼大厅",
    "红旗大街100号对面",
    "和顺家园6号楼旁50米",
    "8号楼5路公交站",
    "G312国道3号桥",
    "胜利街道5号院2号楼地下室",
    "西街口菜场门前",
    "",
]


@pytest.mark.parametrize(("address", "left"), DOORS)
def test_a_door_is_left_out_and_the_building_stays(address: str, left: str) -> None:
    with override("zh-hans"):
        assert without_room(address) == left


@pytest.mark.parametrize("address", PLACES)
def test_what_leads_to_a_place_stays(address: str) -> None:
    assert without_room(address) == address
