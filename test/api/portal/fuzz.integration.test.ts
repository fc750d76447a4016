import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzz, obtainSchemathesis, type Fuzzer } from '../../../bin/fuzz/schemathesis.ts';
import { createPortalApp } from '../../../api/portal/app.ts';
import { createApplicant } from '../../../simulator/applicant.ts';
import { apply } from '../../../simulator/application.ts';
import { Workbench } from '../../simulator/workbench.ts';
import { intakeBench } from './application/intake-bench.ts';
import { adoptCa, issueCase } from './issued-case.ts';
import { letteredCase } from './key-delivery/redeem-stage.ts';
import { TOKENS, type Office } from './office.ts';

/** How long the portal is tried each time; the command in the page of the portal API takes as long as it is told. */
const SECONDS = 12;

const bench = intakeBench();
const workbench = new Workbench();
let fuzzer: Fuzzer;
let spoilt: Server;
let url: string;
/** An application whose certificate was issued, and one whose code lies in a letter. */
let known: { readonly issued: string; readonly byCode: string };

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

async function issuedApplication(): Promise<string> {
  const applicant = await createApplicant();
  const { office, card } = bench;
  const { applicationId } = await apply({
    portal: office.client(),
    card,
    service: 'together',
    applicant,
  });
  const ca = await adoptCa(office);
  await issueCase(office, applicationId, { ca, spkis: applicant.keys.map(({ spki }) => spki) });
  return applicationId;
}

beforeAll(async () => {
  fuzzer = await obtainSchemathesis();
  if ('missing' in fuzzer) return;
  const simulatorUrl = await workbench.serveSimulator(bench.jlis);
  const deps = Object.create(bench.office.deps, {
    sandbox: { value: { simulatorUrl } },
    // No room answers here.
    redemptionPatienceMs: { value: 200 },
  }) as Office['deps'];
  url = await workbench.serve(createPortalApp(deps).fetch);
  const { applicationId: byCode } = await letteredCase(bench.office, bench.jlis);
  known = { issued: await issuedApplication(), byCode };
  spoilt = openSpoilt();
  await new Promise<void>((resolve) => spoilt.listen(0, '127.0.0.1', resolve));
}, 300_000);
afterAll(async () => {
  spoilt?.close();
  workbench.close();
});

const trying = {
  token: TOKENS.own,
  seed: 8,
  // What draws from nothing but the description first: a busy machine gets that far.
  phases: ['coverage', 'fuzzing'],
  say: () => undefined,
} as const;

/** Tries the portal. @returns with how many requests; a busy machine does not send many */
async function tryPortal(
  by: Exclude<Fuzzer, { readonly missing: string }>,
  applicationId?: string,
) {
  const about = applicationId === undefined ? {} : { known: { applicationId } };
  const { isClean, said } = await fuzz(by, { ...trying, ...about, url, seconds: SECONDS });
  expect(isClean ? '' : said).toBe('');
  expect(bench.office.incidents).toEqual([]);
  return Number(/(\d+) generated/.exec(said)?.[1] ?? 0);
}

it('answers nothing that its description does not have, and nothing with 5xx', async () => {
  if ('missing' in fuzzer) {
    console.log(`SKIPPED: the portal was not fuzzed: ${fuzzer.missing}`);
    return;
  }
  let cases = 0;
  // Behind the number of an application there is more to be answered than that nobody knows it.
  for (const number of [undefined, known.issued, known.byCode]) {
    cases += await tryPortal(fuzzer, number);
  }
  console.log(`the portal was fuzzed with ${cases} requests in ${3 * SECONDS} s`);
  expect(cases).toBeGreaterThan(10);
  // One that sees nothing in a spoilt portal is not looking.
  const other = await fuzz(fuzzer, { ...trying, url: urlOf(spoilt), seconds: 2 });
  expect(other.said).toContain('Undocumented status code');
  expect(other.isClean).toBe(false);
}, 240_000);
