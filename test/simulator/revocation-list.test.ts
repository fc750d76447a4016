import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { judgeCrl } from '../../adapters/x509/crl/judge-crl.ts';
import { pemOf, type Jlis } from '../../simulator/jlis.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;

beforeAll(async () => {
  jlis = await bench.open();
});
afterAll(() => bench.close());

describe('Jlis.revocationList', () => {
  it('is empty at first, and OpenSSL believes it', async () => {
    const { issuer } = (await jlis.issueCard('ordinary')).record;
    const file = bench.file('empty.der', await jlis.revocationList(issuer));
    const authority = bench.file('issuer.pem', pemOf(await jlis.authorityCertificate(issuer)));
    const said = bench.openssl('crl', { in: file, inform: 'DER', CAfile: authority, text: true });
    expect(said.output).toContain('verify OK');
    expect(said.output).toContain('No Revoked Certificates');
  });

  it('names what is revoked or on hold with its reason, and nothing else', async () => {
    const good = await jlis.issueCard('ordinary');
    const [moved, held] = [await jlis.issueCard('moved'), await jlis.issueCard('onHold')];
    const later = await jlis.issueCard('replaced');
    const { issuer } = moved.record;
    const crl = await jlis.revocationList(issuer);
    const authority = await jlis.authorityCertificate(issuer);
    const { verdict, open } = judgeCrl({ crl, issuer: authority, at: new Date() });
    expect(verdict).toBe('valid');
    const reasonOf = (serial: string) => open?.find(serial)?.reason;
    expect(reasonOf(moved.serialNumber)).toBe('affiliationChanged');
    expect(reasonOf(held.serialNumber)).toBe('certificateHold');
    expect(open?.find(good.serialNumber)).toBeUndefined();
    expect(open?.find(later.serialNumber)).toBeUndefined();
  });
});
