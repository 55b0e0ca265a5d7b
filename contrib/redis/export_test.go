package redis

// CheckNow makes the next operation ask all servers who they are.
func (r *Remote) CheckNow() { r.checkAt.Store(0) }
