/**
 * `npm run --silent fuzz -- [--url URL] [--token TOKEN] [--seconds N]`: tries a portal that runs with requests made from
 * its own description. Ends with 0 if there was no 5xx and no answer that the description does not have, with 1 if there
 * was, and with 2 if schemathesis cannot be had.
 */
import { parseArgs } from 'node:util';
import { PORTAL } from './demonstration/documents.ts';
import { fuzz, obtainSchemathesis } from './fuzz/schemathesis.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    token: { type: 'string', default: PORTAL.token },
    seconds: { type: 'string', default: '600' },
  },
});

const say = (text: string): void => {
  process.stdout.write(text);
};

const fuzzer = await obtainSchemathesis();
if ('missing' in fuzzer) {
  console.error(`SKIPPED: the portal was not fuzzed: ${fuzzer.missing}`);
  process.exitCode = 2;
} else {
  const { url, token } = values;
  const seconds = Number(values.seconds);
  const { isClean } = await fuzz(fuzzer, { url, token, seconds, say });
  process.exitCode = isClean ? 0 : 1;
}
