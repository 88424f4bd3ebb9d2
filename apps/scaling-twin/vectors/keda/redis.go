package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	"github.com/kedacore/keda/v2/pkg/scalers"
	"github.com/kedacore/keda/v2/pkg/scalers/scalersconfig"
	autoscaling "k8s.io/api/autoscaling/v2"
)

// streamVector is one query of a redis-streams trigger.
type streamVector struct {
	ID      string          `json:"id"`
	Trigger json.RawMessage `json:"trigger"`
	Stream  streamState     `json:"stream"`
	Expect  streamExpected  `json:"expect"`
}

// streamState is what Redis has of the stream, as the server answers it.
type streamState struct {
	Version string `json:"version"`         // of Redis
	Exists  bool   `json:"exists"`          // the key
	Group   string `json:"group,omitempty"` // the one consumer group; none when empty
	Length  int64  `json:"length"`          // XLEN
	Pending int64  `json:"pending"`         // of the group
	Lag     *int64 `json:"lag"`             // of the group; nil when Redis cannot tell
	Wrong   bool   `json:"wrong,omitempty"` // the key is no stream
}

type streamExpected struct {
	metricExpected
	MetricName string `json:"metricName,omitempty"`
	Command    string `json:"command,omitempty"` // the one whose answer counted
}

func streamOf(server *redisServer, seed uint64, index int, random *rand.Rand) streamVector {
	trigger := drawStreamTrigger(random)
	text, err := json.Marshal(trigger)
	check(err)
	v := streamVector{ID: fmt.Sprintf("keda-stream-%d-%d", seed, index), Trigger: text, Stream: drawStream(random)}
	v.Expect = v.ask(server)
	return v
}

func (v streamVector) ask(server *redisServer) streamExpected {
	var trigger keda.ScaleTriggers
	check(json.Unmarshal(v.Trigger, &trigger))
	server.set(v.Stream)
	metadata := map[string]string{}
	for name, value := range trigger.Metadata {
		// The address is the test's; that there is one is the trigger's.
		metadata[name] = strings.ReplaceAll(value, "redis:6379", server.address)
	}
	scaler, err := scalers.NewRedisStreamsScaler(context.Background(), false, false, &scalersconfig.ScalerConfig{
		TriggerMetadata: metadata, MetricType: trigger.MetricType, AuthParams: map[string]string{}, TriggerIndex: 0,
		GlobalHTTPTimeout: httpTimeout, ScalableObjectType: "ScaledObject", TriggerType: trigger.Type})
	if err != nil {
		return streamExpected{metricExpected: metricExpected{InvalidTrigger: true}}
	}
	defer scaler.Close(context.Background())
	metric := scaler.GetMetricSpecForScaling(context.Background())[0].External
	expected := streamExpected{MetricName: metric.Metric.Name}
	expected.TargetType = string(metric.Target.Type)
	if metric.Target.Type == autoscaling.AverageValueMetricType {
		expected.TargetMilli = ptr(metric.Target.AverageValue.MilliValue())
	} else {
		expected.TargetMilli = ptr(metric.Target.Value.MilliValue())
	}
	values, active, err := scaler.GetMetricsAndActivity(context.Background(), metric.Metric.Name)
	expected.Command = server.lastCommand()
	if err != nil {
		expected.Error = true
		return expected
	}
	expected.ValueMilli, expected.Active = ptr(values[0].Value.MilliValue()), &active
	return expected
}

func drawStreamTrigger(random *rand.Rand) object {
	metadata := object{"address": "redis:6379", "stream": pick(random, []string{"jobs:default", "jobs", "a/b.c%d(e)", " jobs "})}
	often := func(name string, values ...string) {
		if random.IntN(2) == 0 {
			metadata[name] = pick(random, values)
		}
	}
	counts := []string{"5", "1", "20", "7", " 5 ", "0", "-3", "1000000"}
	often("streamLength", counts...)
	often("pendingEntriesCount", counts...)
	often("lagCount", counts...)
	often("activationLagCount", "0", "3", "20", "-1")
	often("consumerGroup", "workers", "workers", "others", "")
	switch random.IntN(12) {
	case 0:
		metadata[pick(random, []string{"streamLength", "pendingEntriesCount", "lagCount", "activationLagCount", "databaseIndex"})] =
			pick(random, []string{"five", "2.5", "1e3", "07", "", "5m", "0x5"})
	case 1:
		metadata[pick(random, []string{"enableTLS", "unsafeSsl"})] = pick(random, []string{"no", "false", "0", "F", ""})
	case 2:
		delete(metadata, pick(random, []string{"address", "stream"}))
	case 3:
		delete(metadata, "address")
		often("host", "redis", "redis,redis")
		often("port", "6379", "6379,6379")
		host, port := metadata["host"], metadata["port"]
		if host != nil && port != nil && strings.Count(host.(string), ",") == strings.Count(port.(string), ",") {
			delete(metadata, "host") // nothing answers there: only what is refused is drawn
		}
	}
	trigger := object{"type": "redis-streams", "metadata": metadata}
	if random.IntN(3) == 0 {
		trigger["metricType"] = pick(random, []string{"AverageValue", "Value"})
	}
	if random.IntN(40) == 0 {
		trigger["metricType"] = "Utilization"
	}
	return trigger
}

func drawStream(random *rand.Rand) streamState {
	state := streamState{Version: pick(random, []string{"7.0.15", "7.4.2", "8.0.0", "8.0.0", "6.2.14", "x"}), Exists: random.IntN(8) > 0}
	if !state.Exists {
		return state
	}
	if random.IntN(20) == 0 {
		state.Wrong = true
		return state
	}
	state.Length = random.Int64N(pick(random, []int64{2, 8, 200, 1_000_000}))
	if random.IntN(6) > 0 {
		state.Group = "workers"
		state.Pending = random.Int64N(state.Length + 1)
		if random.IntN(8) > 0 {
			state.Lag = ptr(state.Length - state.Pending)
		}
	}
	return state
}

// redisServer speaks as much of Redis' protocol (RESP 2) as the scaler asks for, over a real connection.
type redisServer struct {
	address string
	mutex   sync.Mutex
	state   streamState
	command string
}

func newRedisServer() *redisServer {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := &redisServer{address: listener.Addr().String()}
	go func() {
		for {
			connection, err := listener.Accept()
			check(err)
			go server.serve(connection)
		}
	}()
	return server
}

func (s *redisServer) set(state streamState) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.state, s.command = state, ""
}

func (s *redisServer) lastCommand() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.command
}

func (s *redisServer) serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReader(connection)
	for {
		words, err := readCommand(reader)
		if err != nil {
			return
		}
		if _, err := io.WriteString(connection, s.answer(words)); err != nil {
			return
		}
	}
}

// readCommand reads an array of bulk strings.
func readCommand(reader *bufio.Reader) ([]string, error) {
	count, err := readNumber(reader, '*')
	if err != nil {
		return nil, err
	}
	words := make([]string, count)
	for i := range words {
		length, err := readNumber(reader, '$')
		if err != nil {
			return nil, err
		}
		bytes := make([]byte, length+2)
		if _, err := io.ReadFull(reader, bytes); err != nil {
			return nil, err
		}
		words[i] = string(bytes[:length])
	}
	return words, nil
}

func readNumber(reader *bufio.Reader, kind byte) (int, error) {
	line, err := reader.ReadString('\n')
	if err != nil {
		return 0, err
	}
	if line[0] != kind {
		return 0, fmt.Errorf("not a command: %q", line)
	}
	return strconv.Atoi(strings.TrimSpace(line[1:]))
}

func (s *redisServer) answer(words []string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	command := strings.ToUpper(words[0])
	if strings.HasPrefix(command, "X") {
		s.command = command
	}
	switch command {
	case "PING":
		return "+PONG\r\n"
	case "INFO":
		return bulk("# Server\r\nredis_version:" + s.state.Version + "\r\nredis_mode:standalone\r\n")
	case "XLEN", "XPENDING", "XINFO":
		if s.state.Wrong {
			return "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
		}
	default:
		return "-ERR unknown command '" + words[0] + "'\r\n"
	}
	switch command {
	case "XLEN":
		return number(s.state.Length)
	case "XPENDING":
		if s.state.Group == "" || words[2] != s.state.Group {
			return fmt.Sprintf("-NOGROUP No such key '%s' or consumer group '%s'\r\n", words[1], words[2])
		}
		if s.state.Pending == 0 {
			return "*4\r\n:0\r\n$-1\r\n$-1\r\n*-1\r\n"
		}
		return "*4\r\n" + number(s.state.Pending) + bulk("1-1") + bulk("9-1") + "*1\r\n*2\r\n" + bulk("worker-1") +
			bulk(strconv.FormatInt(s.state.Pending, 10))
	default:
		return s.groups()
	}
}

// groups answers XINFO GROUPS.
func (s *redisServer) groups() string {
	if !s.state.Exists {
		return "-ERR no such key\r\n"
	}
	if s.state.Group == "" {
		return "*0\r\n"
	}
	lag := "$-1\r\n"
	if s.state.Lag != nil {
		lag = number(*s.state.Lag)
	}
	return "*1\r\n*12\r\n" + bulk("name") + bulk(s.state.Group) + bulk("consumers") + number(1) + bulk("pending") +
		number(s.state.Pending) + bulk("last-delivered-id") + bulk("9-1") + bulk("entries-read") + "$-1\r\n" + bulk("lag") + lag
}

func bulk(text string) string {
	return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text)
}

func number(value int64) string {
	return fmt.Sprintf(":%d\r\n", value)
}
