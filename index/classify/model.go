package classify

// Model scores a text against every class with one weight per feature and class.
// Only weights that are not zero are stored, by feature: a dense table of
// features × classes would take 20 GB for 10,000 classes.
type Model struct {
	bias   []float32 // of each class
	starts []int32   // where each feature's weights begin; one more than features
	class  []uint16
	weight []float32
}

// Classes is the number of classes.
func (m *Model) Classes() int { return len(m.bias) }

// Bias is the margin of an empty text in a class.
func (m *Model) Bias(class int) float32 { return m.bias[class] }

// Margins writes x's margins to out, which has one element per class.
func (m *Model) Margins(x Vector, out []float32) {
	copy(out, m.bias)
	for _, f := range x {
		row := m.weight[m.starts[f.ID]:m.starts[f.ID+1]]
		classes := m.class[m.starts[f.ID]:m.starts[f.ID+1]]
		for i, w := range row {
			out[classes[i]] += w * f.Value
		}
	}
}

// machine is one class's trained weights.
type machine struct {
	ids     []int32 // sorted
	weights []float32
	bias    float32
}

// newModel turns one machine per class into weights by feature.
func newModel(machines []machine, features int) *Model {
	m := &Model{bias: make([]float32, len(machines)), starts: make([]int32, features+1)}
	for _, c := range machines {
		for _, id := range c.ids {
			m.starts[id+1]++
		}
	}
	for i := range features {
		m.starts[i+1] += m.starts[i]
	}
	total := m.starts[features]
	m.class, m.weight = make([]uint16, total), make([]float32, total)
	next := append([]int32(nil), m.starts[:features]...)
	for k, c := range machines {
		m.bias[k] = c.bias
		for i, id := range c.ids {
			m.class[next[id]], m.weight[next[id]] = uint16(k), c.weights[i]
			next[id]++
		}
	}
	return m
}
