"""The diagram of an SOP, made from the SOP and the live states whenever it is looked at: it cannot be out of date."""
