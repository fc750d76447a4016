import { parseArgs } from 'node:util';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { verifyOcspResponse, type ResponseVerdict } from '../../adapters/jlis/verify-response.ts';
import { readPemOrDer, UnreadableFile } from './pem-or-der.ts';

const USAGE =
  'toroku verify-ocsp --issuer FILE --cert FILE --at YYYY-MM-DDThh:mm:ssZ [--max-age-minutes N] [--allow-sha1] RESPONSE';

const OPTIONS = {
  issuer: { type: 'string' },
  cert: { type: 'string' },
  at: { type: 'string' },
  'max-age-minutes': { type: 'string', default: '1440' },
  'allow-sha1': { type: 'boolean', default: false },
} as const;

/** As everywhere: five minutes between clocks. */
const MAX_SKEW_SECONDS = 300;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

interface Asked {
  readonly issuer: string;
  readonly cert: string;
  readonly response: string;
  readonly at: Date;
  readonly maxAgeSeconds: number;
  readonly sha1Allowed: boolean;
}

/** What the command line asks for; undefined if it is no such command. */
function askedBy(args: readonly string[]): Asked | undefined {
  const parsed = parse(args);
  if (!parsed) return undefined;
  const { issuer, cert, at = '', ...more } = parsed.values;
  const [response, ...others] = parsed.positionals;
  const instant = new Date(TIME.test(at) ? at : Number.NaN);
  const minutes = more['max-age-minutes'];
  const isAsked = issuer !== undefined && cert !== undefined && response !== undefined;
  if (!isAsked || others.length > 0 || Number.isNaN(instant.getTime())) return undefined;
  if (!/^\d{1,7}$/.test(minutes)) return undefined;
  const sha1Allowed = more['allow-sha1'];
  return { issuer, cert, response, at: instant, maxAgeSeconds: Number(minutes) * 60, sha1Allowed };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch {
    return undefined;
  }
}

const CERTIFICATE = ['CERTIFICATE', 'X509 CERTIFICATE'];

function verify({ issuer, cert, response, ...how }: Asked): ResponseVerdict {
  return verifyOcspResponse({
    ...how,
    issuer: readPemOrDer(issuer, ['CA CERTIFICATE', ...CERTIFICATE]),
    certificate: readPemOrDer(cert, CERTIFICATE),
    response: readPemOrDer(response, ['OCSP RESPONSE']),
    maxSkewSeconds: MAX_SKEW_SECONDS,
  });
}

const unreadable = (detail: string): object => ({
  valid: false,
  findings: [{ rule: 'ocsp.readable', outcome: 'waits', detail }],
});

/**
 * `toroku verify-ocsp`: whether an OCSP response proves, at a time, that a certificate is good. Needs no
 * setting, database or network. PEM or DER; the last line of stdout is JSON. Without the request a nonce
 * is not judged, and the findings say so.
 *
 * @returns the exit code: 0 valid, 1 not valid (revoked and unknown too), 2 unreadable, 64 wrong command.
 */
export function verifyOcspCommand(args: readonly string[]): number {
  const asked = askedBy(args);
  if (!asked) {
    console.error(USAGE);
    return 64;
  }
  try {
    const verdict = verify(asked);
    for (const { rule, outcome, detail } of verdict.findings) {
      console.error(`${rule} ${outcome}: ${detail}`);
    }
    console.log(JSON.stringify(verdict));
    return verdict.valid ? 0 : 1;
  } catch (error) {
    if (!(error instanceof MalformedDer) && !(error instanceof UnreadableFile)) throw error;
    console.error(`読み取れません / unreadable: ${error.message}`);
    console.log(JSON.stringify(unreadable(error.message)));
    return 2;
  }
}
