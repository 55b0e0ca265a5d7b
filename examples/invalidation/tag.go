package main

import "context"

// byTag changes all users of a team in one statement, and makes an end of what the
// cache has of them without knowing who they are. Their loads name the team as a tag.
func byTag(ctx context.Context, w *world) error {
	everybody := []int64{ada, grace, linus}
	if err := w.show(ctx, "before the change", everybody...); err != nil {
		return err
	}
	if _, err := w.db.SQL.ExecContext(ctx, `UPDATE users SET team = 'fleet', version = version + 1 WHERE team = 'navy'`); err != nil {
		return err
	}
	before := w.db.Queries()
	w.users.InvalidateTag("team:navy")
	if err := w.show(ctx, "after InvalidateTag", everybody...); err != nil {
		return err
	}
	return w.print("queries for that: %d\n", w.db.Queries()-before)
}
