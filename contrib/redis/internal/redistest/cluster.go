package redistest

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Cluster is a Redis Cluster of three primaries, each with a replica. A primary that
// does not answer for a second is replaced.
type Cluster struct {
	Nodes []*Server // Nodes[3+i] is the replica of Nodes[i], at first
}

const (
	primaries = 3
	slots     = 16384
)

// StartCluster starts a cluster, and awaits that all of it works.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	for range 2 * primaries {
		c.Nodes = append(c.Nodes, Start(t, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000"))
	}
	ids := make([]string, len(c.Nodes))
	for i, n := range c.Nodes {
		ids[i] = n.Do("CLUSTER", "MYID").(string)
		n.Do("CLUSTER", "SET-CONFIG-EPOCH", i+1)
		if i > 0 {
			host, port, err := net.SplitHostPort(n.Addr())
			require.NoError(t, err)
			c.Nodes[0].Do("CLUSTER", "MEET", host, port)
		}
		if i < primaries {
			n.Do("CLUSTER", "ADDSLOTSRANGE", i*slots/primaries, (i+1)*slots/primaries-1)
		}
	}
	for i, n := range c.Nodes[primaries:] {
		n.await("knows its primary", func() bool {
			return strings.Contains(n.Do("CLUSTER", "NODES").(string), ids[i])
		})
		n.Do("CLUSTER", "REPLICATE", ids[i])
	}
	for _, n := range c.Nodes {
		n.await("is part of a whole cluster", func() bool {
			info := n.Do("CLUSTER", "INFO").(string)
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:6") &&
				strings.Count(n.Do("CLUSTER", "NODES").(string), "slave ") == primaries
		})
	}
	for _, n := range c.Nodes[primaries:] {
		n.await("has what its primary has", func() bool {
			return strings.Contains(n.Do("INFO", "replication").(string), "master_link_status:up")
		})
	}
	return c
}

// Addrs are the addresses of all nodes.
func (c *Cluster) Addrs() []string {
	var all []string
	for _, n := range c.Nodes {
		all = append(all, n.Addr())
	}
	return all
}
