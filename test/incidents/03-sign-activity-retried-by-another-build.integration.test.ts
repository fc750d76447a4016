import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { certificateOf, tbsCertificateOf } from '../../enclave/issuance/certificate-profile.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { contentOf } from '../enclave/issuance/content-fixture.ts';
import {
  entriesOf,
  issued,
  keptCertificate,
  reservationOf,
  useRoom,
} from '../enclave/held-room.ts';
import { issueWith, killAt } from '../enclave/killed-room.ts';
import type { RoomBench } from '../enclave/room-bench.ts';
import { otherBuild } from './other-build.ts';

/**
 * Two pre-certificates came out with one serial number and their extensions in different orders (Disig, 1907667). Here
 * whoever signs again signs the octets of the intent, so that with RSA even the signature is the same.
 */

const held = useRoom({ 'with-rsa': 'rsa2048' });
const other = otherBuild();
let bench: RoomBench;
beforeAll(() => {
  ({ bench } = held());
});
afterAll(() => other.remove());

const tbsOf = async (request: OrderRequest): Promise<Buffer> => {
  const { room } = await held().openRoom();
  const [row] = await bench.rows<{ sealed: Buffer }>(
    'select tbs_sealed as sealed from issuances where order_id = $1',
    [request.orderId],
  );
  return room.evidence.unseal(request.chainId, row?.sealed ?? Buffer.alloc(0));
};

describe('a signature retried by another build', () => {
  it('is over the same octets, and with RSA the certificate is the one that was lost', async () => {
    const request = await makeCase(bench, { service: 'with-rsa' });
    await killAt(bench, 'issuance.3-signed', [request]);
    const before = await reservationOf(bench, request);
    const tbs = await tbsOf(request);
    // PKCS#1 v1.5 has no chance in it: this is what the killed program held in its hand.
    const signature = await bench.token.findKey('issuer-with-rsa').sign(tbs);
    const lost = certificateOf(tbs, 'sha256WithRSA', signature);

    const [outcome] = await issueWith(bench, other, [request]);
    const kept = issued(outcome ?? { outcome: 'refused', check: '' });
    expect(keptCertificate(bench, request, kept).equals(lost)).toBe(true);
    expect(await reservationOf(bench, request)).toEqual({
      ...before,
      attempts: 2,
      certificate: sha256Hex(lost),
    });
  });

  it('keeps the first certificate, whichever builds ask for it afterwards', async () => {
    const request = await makeCase(bench);
    for (let n = 0; n < 2; n += 1) await killAt(bench, 'issuance.3-signed', [request]);
    const before = await reservationOf(bench, request);
    const first = await issueWith(bench, other, [request]);
    const { issuer } = await held().openRoom();
    const again = await issuer.issue(request);
    expect([again]).toEqual(first);
    expect(await issueWith(bench, other, [request])).toEqual(first);
    const certificate = readCertificate(keptCertificate(bench, request, issued(again)));
    expect(sha256Hex(certificate.tbs)).toBe(before?.tbs);
    expect((await entriesOf(bench, request)).map(([event]) => event)).toEqual([
      'issuance.intended',
      'issuance.completed',
    ]);
  });
});

describe('tbsCertificateOf', () => {
  it('writes of one content the same octets every time', () => {
    const tbs = tbsCertificateOf(contentOf());
    for (let n = 0; n < 100; n += 1) {
      expect(tbsCertificateOf(contentOf()).equals(tbs)).toBe(true);
    }
  });
});
