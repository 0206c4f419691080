import { expect, test } from "vitest";
import { RateLimiter, requestsPerUser } from "./rate-limit.ts";

test("[HT1] 500 requests at once pass, an endless stream does not, and a refused one is told when to come back", () => {
  const limiter = new RateLimiter(requestsPerUser);
  const answers = Array.from({ length: 700 }, () => limiter.take("ada", 0));
  expect(answers.slice(0, 500).every((seconds) => seconds === 0)).toBe(true);
  expect(answers.at(-1)).toBe(1);
  expect(limiter.take("ada", 1000)).toBe(0);
});

test("[HT1] 10,000 requests in a minute pass, in bursts of 500", () => {
  const limiter = new RateLimiter(requestsPerUser);
  let refused = 0;
  for (let burst = 0; burst < 20; burst += 1) {
    for (let request = 0; request < 500; request += 1) if (limiter.take("ada", burst * 3000) > 0) refused += 1;
  }
  expect(refused).toBe(0);
  for (let burst = 20; burst < 40; burst += 1) {
    for (let request = 0; request < 500; request += 1) if (limiter.take("ada", burst * 1500) > 0) refused += 1;
  }
  expect(refused).toBeGreaterThan(0);
});

test("[HT1] one user's flood leaves the others alone, and the clock may go back", () => {
  const limiter = new RateLimiter([{ capacity: 1, perMinute: 60 }]);
  expect(limiter.take("mallory", 5000)).toBe(0);
  expect(limiter.take("mallory", 5000)).toBe(1);
  expect(limiter.take("ada", 5000)).toBe(0);
  expect(limiter.take("ada", 0)).toBe(1);
});

test("[HT1] keys whose buckets are full again are forgotten", () => {
  const limiter = new RateLimiter([{ capacity: 2, perMinute: 60 }]);
  for (let key = 0; key < 30_000; key += 1) expect(limiter.take(String(key), key * 10)).toBe(0);
});
