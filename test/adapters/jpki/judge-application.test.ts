import { hash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { judgeApplication } from '../../../adapters/jpki/judge-application.ts';
import { UnreadableContainer } from '../../../adapters/jpki/unreadable-container.ts';
import { printSignedText } from '../../../domain/application/signed-text.ts';
import { ruleSet202612 as ruleSet } from '../../../domain/decision/rules/2026-12.ts';
import { keyPair } from '../x509/fixture.ts';
import { cpuMilliseconds } from '../cpu-milliseconds.ts';
import { textOf } from './evidence-fixture.ts';
import { cardSign, jpkiCertificate, NOW, signatureAuthority } from './fixture.ts';
import { cardCms, signedPdf, signedXml } from './signed-containers.ts';

const text = Buffer.from(printSignedText(textOf()));
const attached = cardCms(text, { detached: false });
const anchors = [signatureAuthority().certificate];

const judge = (container: Buffer, fields: Partial<Parameters<typeof judgeApplication>[0]> = {}) =>
  judgeApplication({ container, at: NOW, anchors, ruleSet, ...fields });

const notHolding = (container: Buffer, fields: Parameters<typeof judge>[1] = {}) =>
  judge(container, fields).findings.flatMap(({ rule, outcome }) =>
    outcome === 'holds' ? [] : rule,
  );

const pem = Buffer.from(`-----BEGIN CMS-----\n${attached.toString('base64')}\n-----END CMS-----\n`);

describe('judgeApplication', () => {
  it.each([
    ['CMS', attached, {}],
    ['CMS in PEM', pem, {}],
    ['CMS with the text beside it', cardCms(text), { text }],
    ['PDF', signedPdf({ text }), {}],
    ['XML', signedXml({ text }), {}],
  ])('calls %s in order valid, and names every rule that holds', (_, container, fields) => {
    const { valid, findings } = judge(container, fields);
    expect(valid).toBe(true);
    expect(findings.map(({ rule }) => rule)).toEqual([
      'text.grammar',
      'signature.container',
      'signature.certificateEncoding',
      'signature.valid',
      'jpki.kind',
      'jpki.chain',
      'jpki.profile',
      'jpki.attributes',
      'jpki.validity',
      'jpki.birthDate',
    ]);
  });

  const stranger = keyPair('rsa2048', 'stranger');
  const digest = Buffer.from('00'.repeat(32), 'hex');
  it.each([
    [
      'another key',
      ['signature.valid/mismatch'],
      signedXml({ text, sign: cardSign('sha256', stranger) }),
      {},
    ],
    ['no anchor', ['jpki.chain/impersonation'], attached, { anchors: [] }],
    [
      'an authentication certificate',
      ['jpki.kind/authentication', 'jpki.chain/pathInvalid', 'jpki.profile/deviates'],
      signedPdf(
        { text },
        { certificate: jpkiCertificate({ policies: ['1.2.392.200149.8.5.1.3.30'], usage: [0] }) },
      ),
      {},
    ],
    [
      'a certificate that has expired',
      ['jpki.validity/expiredSinceSigning'],
      attached,
      { at: new Date('2031-01-01T00:00:00Z') },
    ],
    [
      'padding of the card',
      ['signature.certificateEncoding/trailingBytes'],
      cardCms(text, { detached: false, certificate: Buffer.concat([jpkiCertificate(), digest]) }),
      {},
    ],
    [
      'another text beside',
      ['text.grammar', 'signature.valid/mismatch'],
      cardCms(text),
      { text: Buffer.from('別\n') },
    ],
    ['no text of ours', ['text.grammar'], cardCms(Buffer.from('別\n'), { detached: false }), {}],
  ])('says of %s which rules do not hold: %j', (...row) => {
    const [, rules, container, fields] = row;
    expect(notHolding(container, fields)).toEqual(rules);
    expect(judge(container, fields).valid).toBe(false);
  });

  it('says over what else a signature holds', () => {
    const crlf = Buffer.from(text.toString().replace(/\n/g, '\r\n'));
    const detail = ({ findings }: ReturnType<typeof judge>, rule: string) =>
      findings.find((finding) => finding.rule === rule)?.detail;
    expect(detail(judge(cardCms(crlf), { text }), 'signature.valid/mismatch')).toMatch(/ crlf\.$/);
    expect(detail(judge(cardCms(crlf, { detached: false })), 'text.grammar')).toMatch(/; crlf\.$/);
  });

  it('says over what else a signature holds of texts up to 16 KiB alone', () => {
    const accidents = [16, 17].map((kibibytes) => {
      const large = Buffer.alloc(kibibytes * 1024, 'x\n');
      const signed = cardCms(Buffer.from(large.toString().replace(/\n/g, '\r\n')));
      const { findings } = judge(signed, { text: large });
      return findings.find(({ rule }) => rule === 'signature.valid/mismatch')?.detail;
    });
    expect(accidents.map((detail) => detail?.endsWith(' crlf.'))).toEqual([true, false]);
    const beside = judge(cardCms(text), { text: Buffer.alloc(17 * 1024, 'x\r\n') });
    expect(beside.findings[0]?.detail).not.toContain('crlf');
  });

  // Eight forms of the text took 600 ms, and Base64 of what is too large to be read 75.
  const block = `-----BEGIN CMS-----\n${'QUJD'.repeat(4 << 20)}\n-----END CMS-----\n`;
  it.each([
    ['4 MiB of text beside it', 150, cardCms(text), Buffer.alloc(4 << 20, 'あ\n')],
    ['16 MiB of PEM', 20, Buffer.from(block), undefined],
  ])('takes little time for %s: under %d ms', (...row) => {
    const [, limit, container, beside] = row;
    expect(cpuMilliseconds(() => judge(container, { text: beside }))).toBeLessThan(limit);
  });

  it('says nothing of the person', () => {
    const said = [attached, cardCms(Buffer.from('山田　花子\n'), { detached: false })].map((each) =>
      JSON.stringify(judge(each)),
    );
    expect(said.join()).not.toMatch(/山田|花子|清瀬|1994/);
  });

  it.each([
    ['a detached container without its text', 'textMissing', cardCms(text), {}],
    ['two texts', 'otherText', attached, { text: Buffer.from('別\n') }],
    ['octets of nothing', 'notAContainer', Buffer.from('x'), {}],
  ])('throws over %s: %s', (...row) => {
    const [, reason, container, fields] = row;
    expect(() => judge(container, fields)).toThrow(
      expect.objectContaining({ name: 'UnreadableContainer', reason }) as Error,
    );
  });

  it('throws nothing else and takes little time, whatever octets it gets', () => {
    const seeds = [attached, pem, signedPdf({ text }), signedXml({ text })];
    let [seed, slowest, wronglyValid] = [1, 0, 0];
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    for (let round = 0; round < 2000; round += 1) {
      const octets = Buffer.from(seeds[round % seeds.length] ?? attached);
      for (let change = random(4); change >= 0; change -= 1) {
        const at = random(octets.length);
        const length = Math.min(random(64), octets.length - at);
        octets.copy(octets, at, random(octets.length - length), octets.length);
      }
      const before = process.cpuUsage();
      try {
        const { valid, textSha256 } = judge(octets);
        if (valid && textSha256 !== hash('sha256', text)) wronglyValid += 1;
      } catch (error) {
        if (!(error instanceof UnreadableContainer)) throw error;
      }
      slowest = Math.max(slowest, process.cpuUsage(before).user / 1000);
    }
    console.log(`judgeApplication, 2000 altered containers: at most ${slowest.toFixed(1)} ms`);
    expect(wronglyValid).toBe(0);
  }, 60_000);
});
