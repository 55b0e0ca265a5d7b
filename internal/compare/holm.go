package compare

import (
	"cmp"
	"slices"
)

// holm returns p-values so adjusted that all of those below alpha together are false
// alarms with a chance of alpha at most, however they depend on each other. Holm
// 1979, "A simple sequentially rejective multiple test procedure".
func holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted, most := make([]float64, len(p)), 0.0
	for k, i := range order {
		most = max(most, min(1, p[i]*float64(len(p)-k)))
		adjusted[i] = most
	}
	return adjusted
}
