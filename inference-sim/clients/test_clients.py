"""The official Python clients against a simulator at SIM_URL: everything works unchanged, and every error is raised as
its class. The simulator has the API key "key", four slots, tool calls and fault injection."""

import json
import os
import threading
import time
import unittest
import urllib.request

import anthropic
import openai
from pydantic import BaseModel

URL = os.environ["SIM_URL"]
MODEL = "mistral-7b"
ASK = [{"role": "user", "content": "Tell me a story"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1, "maximum": 7}},
            "required": ["city", "days"],
        },
    },
}


class Recipe(BaseModel):
    title: str
    minutes: int
    steps: list[str]


def client(**options):
    return openai.OpenAI(**{"base_url": f"{URL}/v1", "api_key": "key", "max_retries": 0, "timeout": 60, **options})


def gauge(name):
    with urllib.request.urlopen(f"{URL}/metrics") as scrape:
        for line in scrape.read().decode().splitlines():
            if line.startswith(f"vllm:{name}{{"):
                return float(line.rsplit(" ", 1)[1])
    raise AssertionError(name)


def faults(*entries):
    request = urllib.request.Request(
        f"{URL}/sim/faults", json.dumps({"faults": list(entries)}).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).close()


def no_faults():
    urllib.request.urlopen(urllib.request.Request(f"{URL}/sim/faults", method="DELETE")).close()


class OpenAi(unittest.TestCase):
    def setUp(self):
        self.client = client()
        self.addCleanup(self.client.close)

    def test_models(self):
        self.assertEqual([model.id for model in self.client.models.list()], [MODEL])

    def test_chat(self):
        answer = self.client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=12, n=2, seed=1)
        self.assertEqual([choice.finish_reason for choice in answer.choices], ["length", "length"])
        self.assertTrue(answer.choices[0].message.content)
        self.assertEqual(answer.usage.completion_tokens, 24)

    def test_stream(self):
        plain = self.client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=30)
        chunks = list(
            self.client.chat.completions.create(
                model=MODEL, messages=ASK, max_tokens=30, stream=True, stream_options={"include_usage": True}
            )
        )
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        self.assertEqual(text, plain.choices[0].message.content)
        self.assertEqual(chunks[-1].usage.completion_tokens, 30)

    def test_log_probabilities(self):
        answer = self.client.chat.completions.create(
            model=MODEL, messages=ASK, max_tokens=5, logprobs=True, top_logprobs=3
        )
        tokens = answer.choices[0].logprobs.content
        self.assertEqual(len(tokens), 5)
        self.assertEqual("".join(token.token for token in tokens), answer.choices[0].message.content)
        for token in tokens:
            self.assertEqual(len(token.top_logprobs), 3)
            self.assertLessEqual(token.top_logprobs[1].logprob, token.logprob)

    def test_completions(self):
        answer = self.client.completions.create(
            model=MODEL, prompt=["Once upon", "Twice upon"], max_tokens=6, echo=True, logprobs=2
        )
        self.assertEqual(len(answer.choices), 2)
        self.assertTrue(answer.choices[0].text.startswith("Once upon"))
        self.assertIsNone(answer.choices[0].logprobs.token_logprobs[0])
        streamed = self.client.completions.create(model=MODEL, prompt="Once upon", max_tokens=6, stream=True)
        self.assertEqual(len(list(streamed)), 6)

    def test_structured_output(self):
        parsed = self.client.chat.completions.parse(model=MODEL, messages=ASK, response_format=Recipe)
        self.assertIsInstance(parsed.choices[0].message.parsed, Recipe)
        some = self.client.chat.completions.create(
            model=MODEL, messages=ASK, response_format={"type": "json_object"}
        )
        self.assertIsInstance(json.loads(some.choices[0].message.content), dict)

    def test_tools(self):
        for choice, reason in (
            ("auto", "tool_calls"),
            ("required", "tool_calls"),
            ({"type": "function", "function": {"name": "get_weather"}}, "stop"),
        ):
            with self.subTest(choice=choice):
                request = {"model": MODEL, "messages": ASK, "tools": [WEATHER], "tool_choice": choice}
                answer = self.client.chat.completions.create(**request)
                call = answer.choices[0].message.tool_calls[0]
                self.assertEqual(answer.choices[0].finish_reason, reason)
                self.assertEqual(call.function.name, "get_weather")
                arguments = json.loads(call.function.arguments)
                self.assertIsInstance(arguments["city"], str)
                self.assertIn(arguments["days"], range(1, 8))
                with self.client.chat.completions.stream(**request) as stream:
                    streamed = stream.get_final_completion().choices[0].message.tool_calls[0]
                self.assertEqual(streamed.function.arguments, call.function.arguments)

    def test_a_tools_result_is_answered_with_text(self):
        asked = self.client.chat.completions.create(model=MODEL, messages=ASK, tools=[WEATHER])
        call = asked.choices[0].message.tool_calls[0]
        answer = self.client.chat.completions.create(
            model=MODEL,
            messages=[*ASK, asked.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "rain"}],
            tools=[WEATHER],
            max_tokens=8,
        )
        self.assertIsNone(answer.choices[0].message.tool_calls)
        self.assertTrue(answer.choices[0].message.content)

    def test_responses(self):
        answer = self.client.responses.create(model=MODEL, input="hello", max_output_tokens=16)
        self.assertEqual((answer.status, answer.incomplete_details.reason), ("incomplete", "max_output_tokens"))
        events = list(self.client.responses.create(model=MODEL, input="hello", max_output_tokens=16, stream=True))
        self.assertEqual(events[0].type, "response.created")
        self.assertEqual(events[-1].type, "response.completed")
        self.assertEqual([event.sequence_number for event in events], list(range(len(events))))
        text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        self.assertEqual(text, answer.output_text)
        self.assertEqual(events[-1].response.output_text, text)
        tool = {"type": "function", **WEATHER["function"]}
        called = self.client.responses.create(model=MODEL, input="hello", tools=[tool], tool_choice="required")
        self.assertEqual((called.output[0].type, called.output[0].name), ("function_call", "get_weather"))

    def test_errors_are_raised_as_their_classes(self):
        create = self.client.chat.completions.create
        with self.assertRaises(openai.BadRequestError) as bad:
            create(model=MODEL, messages=ASK, max_tokens=0)
        self.assertEqual((bad.exception.status_code, bad.exception.param), (400, "max_tokens"))
        with self.assertRaises(openai.BadRequestError):
            create(model=MODEL, messages=ASK, stream=True, temperature=7)
        with self.assertRaises(openai.NotFoundError) as missing:
            create(model="nope", messages=ASK)
        self.assertEqual(missing.exception.type, "NotFoundError")
        with self.assertRaises(openai.NotFoundError):
            self.client.embeddings.create(model=MODEL, input="hello")
        with self.assertRaises(openai.AuthenticationError):
            client(api_key="wrong").models.list()
        with self.assertRaises(openai.APIConnectionError):
            client(base_url="http://127.0.0.1:1/v1").models.list()

    def test_failures_are_raised_as_their_classes(self):
        self.addCleanup(no_faults)
        for status, raised in (
            (429, openai.RateLimitError),
            (500, openai.InternalServerError),
            (503, openai.InternalServerError),
        ):
            no_faults()
            faults({"kind": "error", "status": status})
            with self.subTest(status=status), self.assertRaises(raised):
                self.client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=1)

    def test_a_timeout_and_a_client_that_leaves_free_their_slots(self):
        with self.assertRaises(openai.APITimeoutError):
            client(timeout=0.3).chat.completions.create(model=MODEL, messages=ASK, max_tokens=4000)
        stream = self.client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=4000, stream=True)
        next(iter(stream))
        self.assertEqual(gauge("num_requests_running"), 1)
        stream.close()
        until = time.monotonic() + 5
        while gauge("num_requests_running") and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual(gauge("num_requests_running"), 0)
        self.assertEqual(gauge("kv_cache_usage_perc"), 0)

    def test_many_at_once_wait_for_a_slot(self):
        answers = []

        def ask():
            answer = self.client.chat.completions.create(model=MODEL, messages=ASK, max_tokens=20)
            answers.append(answer.usage.completion_tokens)

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [20] * 12)


class Anthropic(unittest.TestCase):
    def setUp(self):
        self.client = anthropic.Anthropic(base_url=URL, auth_token="key", api_key=None, max_retries=0, timeout=60)
        self.addCleanup(self.client.close)

    def test_messages(self):
        request = {"model": MODEL, "max_tokens": 16, "messages": ASK, "system": "Be brief"}
        answer = self.client.messages.create(**request)
        self.assertEqual((answer.stop_reason, answer.usage.output_tokens), ("max_tokens", 16))
        with self.client.messages.stream(**request) as stream:
            self.assertEqual("".join(stream.text_stream), answer.content[0].text)
            self.assertEqual(stream.get_final_message().stop_reason, "max_tokens")
        counted = self.client.messages.count_tokens(model=MODEL, messages=ASK, system="Be brief")
        self.assertEqual(counted.input_tokens, answer.usage.input_tokens)

    def test_tools(self):
        tool = {"name": "get_weather", "input_schema": WEATHER["function"]["parameters"]}
        request = {"model": MODEL, "max_tokens": 200, "messages": ASK, "tools": [tool]}
        answer = self.client.messages.create(**request)
        self.assertEqual((answer.stop_reason, answer.content[0].name), ("tool_use", "get_weather"))
        with self.client.messages.stream(**request) as stream:
            self.assertEqual(stream.get_final_message().content[0].input, answer.content[0].input)

    def test_errors_are_raised_as_their_classes(self):
        with self.assertRaises(anthropic.NotFoundError):
            self.client.messages.create(model="nope", max_tokens=4, messages=ASK)
        with self.assertRaises(anthropic.BadRequestError):
            self.client.messages.create(model=MODEL, max_tokens=-1, messages=ASK)


if __name__ == "__main__":
    unittest.main()
