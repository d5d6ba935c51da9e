"""Every address in both formats, as other systems use them."""
