package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// connections is how many clients ask at the same time, each on a connection of
// its own that it keeps.
const connections = 8

// generator is the load generator of these benchmarks: prepared requests over
// raw keep-alive connections, in the process of the server, so that client and
// server share the machine's two cores. It does as little as a client can.
type generator struct {
	address  string
	requests [][]byte
}

// post prepares a POST request as it goes over the wire.
func post(path, key string, body []byte) []byte {
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: concord\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		path, key, len(body))
	return append([]byte(head), body...)
}

// load is what a run of the generator saw.
type load struct {
	answered int
	elapsed  time.Duration
	times    []time.Duration // sorted
}

func (l load) perSecond() float64 { return float64(l.answered) / l.elapsed.Seconds() }
func (l load) p99() time.Duration { return l.times[len(l.times)*99/100] }

// run asks for a while and waits for the last answers.
func (g generator) run(b *testing.B, during time.Duration) load {
	b.Helper()
	start := time.Now()
	runs := make([]load, connections)
	failed := make([]error, connections)
	var clients sync.WaitGroup
	for c := range connections {
		clients.Go(func() { runs[c], failed[c] = g.client(c, start.Add(during)) })
	}
	clients.Wait()
	all := load{elapsed: time.Since(start)}
	for c, run := range runs {
		if failed[c] != nil {
			b.Fatal(failed[c])
		}
		all.answered += run.answered
		all.times = append(all.times, run.times...)
	}
	slices.Sort(all.times)
	return all
}

// client asks one request after the other until a moment.
func (g generator) client(number int, until time.Time) (load, error) {
	connection, err := net.Dial("tcp", g.address)
	if err != nil {
		return load{}, err
	}
	defer func() { _ = connection.Close() }()
	reader := bufio.NewReaderSize(connection, 1<<16)
	var seen load
	for n := number; ; n += connections {
		asked := time.Now()
		if !asked.Before(until) {
			return seen, nil
		}
		if _, err := connection.Write(g.requests[n%len(g.requests)]); err != nil {
			return load{}, err
		}
		if err := skipAnswer(reader); err != nil {
			return load{}, err
		}
		seen.answered++
		seen.times = append(seen.times, time.Since(asked))
	}
}

// skipAnswer reads an answer and insists that it is 200.
func skipAnswer(reader *bufio.Reader) error {
	length := -1
	for line := 0; ; line++ {
		text, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		if line == 0 && !bytes.HasPrefix(text, []byte("HTTP/1.1 200")) {
			return fmt.Errorf("answered %q", text)
		}
		if value, ok := bytes.CutPrefix(text, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
		if bytes.Equal(text, []byte("Transfer-Encoding: chunked\r\n")) {
			return fmt.Errorf("answered in chunks, which this generator does not read")
		}
		if len(text) <= 2 {
			break
		}
	}
	_, err := reader.Discard(length)
	return err
}

// ask sends one request and returns the body of its answer.
func (g generator) ask(b *testing.B, request []byte) []byte {
	connection, err := net.Dial("tcp", g.address)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := connection.Write(request); err != nil {
		b.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("answered %s: %s %v", answer.Status, body, err)
	}
	return body
}
