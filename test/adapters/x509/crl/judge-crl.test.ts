import { describe, expect, it } from 'vitest';

import { judgeCrl } from '../../../../adapters/x509/crl/judge-crl.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import { extension } from '../fixture.ts';
import { AT, CA_EXTENSIONS, issue, party, root, rootDer } from '../path/path-fixture.ts';
import { crlDer } from './crl-fixture.ts';

const broken = (crl: Buffer, issuer = rootDer, at = AT): string[] =>
  judgeCrl({ crl, issuer, at })
    .findings.filter(({ outcome }) => outcome !== 'holds')
    .map(({ rule }) => rule);
const critical = extension('1.2.3', der.nullValue(), true);

describe('judgeCrl', () => {
  it('finds nothing against the list in force', () => {
    const judged = judgeCrl({
      crl: crlDer(root, { entries: [{ serial: '05' }] }),
      issuer: rootDer,
      at: AT,
    });
    expect(judged.verdict).toBe('valid');
    expect(judged.open?.find('05')).toBeDefined();
    const pem = `-----BEGIN X509 CRL-----\n${crlDer(root).toString('base64')}\n-----END X509 CRL-----`;
    expect(broken(Buffer.from(pem))).toEqual([]);
  });

  it.each([
    ['another name', crlDer({ ...root, name: party('x').name }), ['issuer']],
    ['another key', crlDer({ ...root, key: party('x').key }), ['signature']],
    ['a time to come', crlDer(root, { thisUpdate: new Date('2026-12-02T00:00:00Z') }), ['time']],
    ['a time gone by', crlDer(root, { nextUpdate: new Date('2026-11-30T12:00:00Z') }), ['time']],
    ['a critical extension', crlDer(root, { extensions: [critical] }), ['content']],
    [
      'a critical extension of an entry',
      crlDer(root, { entries: [{ serial: '01', extensions: [critical] }] }),
      ['content'],
    ],
    [
      'no number',
      crlDer(root, { number: null, extensions: [extension('1.2.3', der.nullValue())] }),
      ['content'],
    ],
    ['something else', rootDer, ['readable']],
  ])('names %s', (_, crl, rules) => {
    expect(broken(crl)).toEqual(rules);
  });

  it('wants an issuer in force whose key may sign CRLs', () => {
    const usage = extension('2.5.29.15', der.namedBits([5]), true);
    expect(broken(crlDer(root), issue(root, root, { extensions: [usage] }))).toEqual(['keyUsage']);
    const expired = issue(root, root, {
      extensions: CA_EXTENSIONS,
      notAfter: new Date('2026-11-30T00:00:00Z'),
    });
    expect(broken(crlDer(root), expired)).toEqual(['issuerValidity']);
  });

  it('reads no more than it is told to', () => {
    const input = { crl: crlDer(root), issuer: rootDer, at: AT };
    expect(judgeCrl({ ...input, octetsMax: 100 }).verdict).toBe('unreadable');
  });
});
