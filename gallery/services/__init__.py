"""Operations on an event's photos: one verb a function, keyword-only."""
