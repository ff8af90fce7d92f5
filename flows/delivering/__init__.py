"""Delivering: messages of the outbox brought to those whom the office named, by one adapter for each kind of target."""
