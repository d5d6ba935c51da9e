"""The porter 门房 of the web server: who comes too often, too slowly or with too much is turned away at the door."""
