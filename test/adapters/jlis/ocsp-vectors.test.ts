import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ResponseVerdict,
  verifyOcspResponse,
} from '../../../adapters/jlis/verify-response.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import { onlyDerBlock } from '../../../adapters/x509/pem.ts';
import { outsideVectors } from '../x509/outside-vectors.ts';

interface Case {
  readonly file: string;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly result: string;
}

interface Suite {
  readonly verifyTime: string;
  readonly maxAgeSeconds: number;
  readonly cases: readonly Case[];
}

/** Cases that end otherwise here, each on the safe side, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'good_response_invalid_serial.pem':
    'the serial number is no DER (RFC 5280 §4.1.2.2); a certificate that is not DER is not read',
  'has_critical_ct_extension.pem':
    'SCTs are for the web (RFC 6962); nobody here understands them, so critical ones are refused',
};

const UNREADABLE = 'unreadable';

/** The check that fails for a result; `PROVIDED` depends on the file. */
const FAILING: Readonly<Record<string, readonly string[]>> = {
  NO_MATCHING_RESPONSE: ['ocsp.certificate'],
  ERROR_RESPONSE: ['ocsp.responseStatus'],
  PARSE_RESPONSE_ERROR: [UNREADABLE],
  PARSE_RESPONSE_DATA_ERROR: [UNREADABLE],
  UNHANDLED_CRITICAL_EXTENSION: [UNREADABLE],
  INVALID_DATE: ['ocsp.times', 'ocsp.fresh'],
  BAD_PRODUCED_AT: ['ocsp.times'],
  PROVIDED: ['ocsp.signature', 'ocsp.responder', 'ocsp.status'],
};

/** What failed first, or `good`, `revoked`, `unknown` if the answer itself is in order. */
function endOf({ valid, findings }: ResponseVerdict): { status: string; failing: string } {
  const [failed] = findings.filter(({ outcome }) => outcome === 'waits' || outcome === 'forbids');
  if (valid || failed === undefined) return { status: 'good', failing: '' };
  const isRevoked = failed.rule === 'ocsp.status' && failed.outcome === 'forbids';
  return { status: isRevoked ? 'revoked' : 'unknown', failing: failed.rule };
}

const folder = outsideVectors('ocsp') ?? '';
const at = (file: string): string => join(folder, file);

function endOfFile(file: string, { verifyTime, maxAgeSeconds }: Suite) {
  const octets = readFileSync(at(file));
  try {
    return endOf(
      verifyOcspResponse({
        response: onlyDerBlock(octets, 'OCSP RESPONSE'),
        certificate: onlyDerBlock(octets, 'CERTIFICATE'),
        issuer: onlyDerBlock(octets, 'CA CERTIFICATE'),
        at: new Date(verifyTime),
        maxSkewSeconds: 0,
        maxAgeSeconds,
        sha1Allowed: true,
      }),
    );
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedDer);
    return { status: 'unknown', failing: UNREADABLE };
  }
}

describe('OCSP responses of others', () => {
  it.runIf(folder)('end as their authors say', () => {
    const suite = JSON.parse(readFileSync(at('cases.json'), 'utf8')) as Suite;
    const tried = suite.cases.filter(({ file }) => EXCEPTIONS[file] === undefined);
    for (const { file, status, result } of tried) {
      const end = endOfFile(file, suite);
      expect({ file, status: end.status }).toEqual({ file, status });
      if (status === 'unknown') expect(FAILING[result], file).toContain(end.failing);
    }
    for (const file of Object.keys(EXCEPTIONS)) {
      expect(endOfFile(file, suite).status, file).not.toBe('good');
    }
    expect(suite.cases).toHaveLength(36);
    const left = Object.entries(EXCEPTIONS).map(([file, why]) => `${file} (${why})`);
    console.log(
      `OCSP vectors: ${tried.length} of ${suite.cases.length} passed; left out: ${left.join('; ')}`,
    );
  });
});
