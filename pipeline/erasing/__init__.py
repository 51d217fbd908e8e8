"""A person is erased: who that is, what is removed where, and the receipt that can be checked."""
