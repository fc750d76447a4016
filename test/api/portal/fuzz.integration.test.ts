import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzz, obtainSchemathesis, type Fuzzer } from '../../../bin/fuzz/schemathesis.ts';
import { openOffice, TOKENS, type Office } from './office.ts';

/** How long the portal is tried here; the command in the page of the portal API takes as long as it is told. */
const SECONDS = 20;

let office: Office;
let fuzzer: Fuzzer;
let spoilt: Server;

/** A portal whose description promises what it does not keep. */
const openSpoilt = (): Server => {
  const answer = {
    description: 'ok',
    content: { 'application/json': { schema: { type: 'object' } } },
  };
  const paths = { '/services': { get: { responses: { 200: answer } } } };
  const document = { openapi: '3.1.0', info: { title: 'spoilt', version: '1' }, paths };
  return createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.statusCode = request.url === '/openapi.json' ? 200 : 418;
    response.end(JSON.stringify(document));
  });
};

const urlOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  fuzzer = await obtainSchemathesis();
  if ('missing' in fuzzer) return;
  office = await openOffice();
  spoilt = openSpoilt();
  await new Promise<void>((resolve) => spoilt.listen(0, '127.0.0.1', resolve));
}, 300_000);
afterAll(async () => {
  spoilt?.close();
  await office?.close();
});

const trying = {
  token: TOKENS.own,
  seed: 8,
  // What draws from nothing but the description first: a busy machine gets that far.
  phases: ['coverage', 'fuzzing'],
  say: () => undefined,
} as const;

it('answers nothing that its description does not have, and nothing with 5xx', async () => {
  if ('missing' in fuzzer) {
    console.log(`SKIPPED: the portal was not fuzzed: ${fuzzer.missing}`);
    return;
  }
  const { isClean, said } = await fuzz(fuzzer, { ...trying, url: office.url, seconds: SECONDS });
  const [, cases = '0'] = /(\d+) generated/.exec(said) ?? [];
  console.log(`the portal was fuzzed with ${cases} requests in ${SECONDS} s`);
  expect(isClean ? '' : said).toBe('');
  expect(office.incidents).toEqual([]);
  expect(Number(cases)).toBeGreaterThan(10);
  // One that sees nothing in a spoilt portal is not looking.
  const other = await fuzz(fuzzer, { ...trying, url: urlOf(spoilt), seconds: 2 });
  expect(other.said).toContain('Undocumented status code');
  expect(other.isClean).toBe(false);
}, 120_000);
