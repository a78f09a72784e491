package quota

// Keys is how many keys are remembered.
func (q *Quota) Keys() int { return len(q.young) + len(q.old) }
