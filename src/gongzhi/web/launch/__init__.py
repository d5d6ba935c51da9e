"""Starting, watching and stopping what Gongzhi consists of."""
