import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { seq } from '../../../adapters/x509/der-writer.ts';
import { MANIFEST } from '../../../bin/bundle/bundle-manifest.ts';
import { readFolder } from '../../../bin/bundle/read-folder.ts';
import { readKeyLines, type GivenTrust } from '../../../bin/bundle/trust.ts';
import { BundleUnreadable, verifyBundle } from '../../../bin/bundle/verify-bundle.ts';
import { ed25519Signer } from '../../../books/note-signer.ts';
import type { BundleFiles } from '../../../bin/bundle/bundle-files.ts';
import { pemOf } from '../../../simulator/jlis.ts';
import {
  answer,
  certId,
  GOOD,
  responderDer,
  revoked,
  single,
  UNKNOWN,
} from '../../adapters/jlis/fixture.ts';
import { evidence, textOf } from '../../adapters/jpki/evidence-fixture.ts';
import { jpkiCertificate, signatureAuthority } from '../../adapters/jpki/fixture.ts';
import { signedPdf, signedXml } from '../../adapters/jpki/signed-containers.ts';
import { keyPair, withOctet } from '../../adapters/x509/fixture.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import {
  bundledCase,
  changed,
  firstAuthority,
  laterAuthority,
  LOG_VKEY,
  pathOf,
  replaceAuthority,
  rewriteEntry,
  spoil,
  type CaseFields,
  type Files,
} from './bundled-case.ts';
import { stampingAuthority } from './stamping-authority.ts';

// RSA keys take their time on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** Every certificate of the case has expired: card 2030, responder and issuer 2028, J-LIS 2033, TSA 2034. */
const LONG_AFTER = new Date('2060-01-01T00:00:00Z');
const NOTHING_GIVEN: GivenTrust = { jpki: [], issuer: [], timestamp: [], log: [] };
const aFolder = temporaryFolders();

const verdictOf = (
  files: ReadonlyMap<string, Buffer>,
  { at = LONG_AFTER, given = everything }: { at?: Date; given?: GivenTrust } = {},
) => verifyBundle({ files, given, at });

/** Outcomes that leave a bundle not valid. */
const BAD = ['fails', 'unknown'];

const failing = (...args: Parameters<typeof verdictOf>): string[] => {
  const { findings, valid } = verdictOf(...args);
  const rules = findings.filter(({ outcome }) => BAD.includes(outcome)).map(({ rule }) => rule);
  expect(valid).toBe(rules.length === 0);
  return [...new Set<string>(rules)];
};

const certificatesOf = (files: ReadonlyMap<string, Buffer>, role: string): Buffer[] =>
  [...files].filter(([path]) => path.startsWith(`authorities/${role}/`)).map(([, der]) => der);

let everything: GivenTrust;
let whole: BundleFiles;
let renewed: BundleFiles;

beforeAll(async () => {
  whole = await bundledCase();
  everything = {
    jpki: certificatesOf(whole.files, 'jpki'),
    issuer: certificatesOf(whole.files, 'issuer'),
    timestamp: [firstAuthority.root, laterAuthority.root],
    log: [LOG_VKEY],
  };
  renewed = await bundledCase({ renewedAt: '2034-06-01T00:00:00Z' });
});

describe('verifyBundle', () => {
  it('believes a bundle when everything in it has expired', () => {
    const { valid, findings } = verdictOf(whole.files);
    expect(findings.filter(({ outcome }) => BAD.includes(outcome))).toEqual([]);
    expect(valid).toBe(true);
    expect(findings).toContainEqual({
      rule: 'time.proven',
      outcome: 'holds',
      detail: 'receipt before 2026-12-01T15:05:00.000Z',
    });
    expect(findings.find(({ rule }) => rule === 'log.renewal')?.outcome).toBe('notes');
    expect(whole).toMatchObject({ entries: 5, uncovered: 0 });
  });

  it('is valid only if something was given for each role', () => {
    expect(failing(whole.files, { given: NOTHING_GIVEN })).toEqual(['bundle.trust']);
    for (const role of ['jpki', 'issuer', 'timestamp', 'log'] as const) {
      const given = { ...everything, [role]: [] };
      const { valid, findings } = verdictOf(whole.files, { given });
      expect(valid).toBe(false);
      expect(findings.filter(({ outcome }) => BAD.includes(outcome))).toEqual([
        {
          rule: 'bundle.trust',
          outcome: 'unknown',
          detail: `${role}: none given, only what the bundle brings along`,
        },
      ]);
    }
  });

  it('believes a certificate for what it was given for, wherever the bundle puts it', async () => {
    const own = signatureAuthority('own issuer that plays J-LIS');
    const { files } = await bundledCase({
      certificate: jpkiCertificate({ authority: own }),
      anchors: [own.certificate],
    });
    const given = { ...everything, issuer: [...everything.issuer, own.der] };
    expect(failing(files, { given })).toEqual(['signature.chain']);
  });

  it('believes no authority that was not given, once any was', () => {
    const given = { ...everything, jpki: [firstAuthority.root] };
    expect(failing(whole.files, { given })).toEqual(['signature.chain']);
    const { vkey } = ed25519Signer('other.example/office', Buffer.alloc(32, 9));
    const key = { ...everything, log: [vkey] };
    expect(failing(whole.files, { given: key })).toContain('log.checkpoint');
  });

  it('has its time stamps accepted by OpenSSL, at their time', () => {
    const dir = aFolder();
    const at = (name: string, octets: string | Buffer): string => {
      writeFileSync(join(dir, name), octets);
      return join(dir, name);
    };
    const [note, token] = ['checkpoints/', 'timestamps/'].map(
      (folder) => whole.files.get(pathOf(whole.files, folder)) ?? '',
    );
    const seconds = String(Date.parse('2026-12-01T15:05:00Z') / 1000);
    const output = execFileSync('openssl', [
      'ts',
      '-verify',
      '-token_in',
      '-in',
      at('token', token ?? ''),
      '-data',
      at('note', note ?? ''),
      '-attime',
      seconds,
      '-CAfile',
      at('root.pem', pemOf(firstAuthority.root)),
    ]);
    expect(output.toString()).toContain('OK');
  });
});

/** Somebody changes a bundle, and its manifest with it. */
const CHANGES: Readonly<Record<string, [string[], (files: Files) => void]>> = {
  'the text': [['evidence.hash', 'evidence.whole', 'text.form'], (f) => spoil(f, 'signedText')],
  'the container': [
    ['evidence.hash', 'evidence.whole', 'signature.value'],
    (f) => spoil(f, 'signatureContainer'),
  ],
  'the question to J-LIS': [
    ['evidence.hash', 'evidence.whole', 'status.question'],
    (f) => spoil(f, 'jlisRequest'),
  ],
  'the answer of J-LIS': [
    ['evidence.hash', 'evidence.whole', 'status.answer'],
    (f) => spoil(f, 'jlisAnswer'),
  ],
  'the certificate': [
    ['evidence.hash', 'evidence.whole', 'certificate.issuer'],
    (f) => spoil(f, '-certificate-'),
  ],
  'a piece of evidence more': [
    ['evidence.hash'],
    (f) => f.set('evidence/other.txt', Buffer.from('x')),
  ],
  'the certificate, left out': [
    ['evidence.whole', 'certificate.issuer'],
    (f) => f.delete(pathOf(f, '-certificate-')),
  ],
  'the time in an entry': [
    ['entries.inclusion', 'entries.sequence', 'evidence.hash', 'time.proven'],
    (f) => rewriteEntry(f, 'entries/000000000020.json', { at: '2026-12-01T00:34:00.000Z' }),
  ],
  'an entry, left out': [
    ['entries.sequence', 'evidence.hash', 'status.question'],
    (f) => f.delete('entries/000000000041.json'),
  ],
  'a proof': [
    ['entries.inclusion', 'entries.sequence', 'evidence.hash', 'status.question'],
    (f) => spoil(f, 'entries/000000000041.proof'),
  ],
  'the proof of another entry': [
    ['entries.inclusion', 'entries.sequence', 'evidence.hash', 'status.question'],
    (f) => {
      f.set('entries/000000000041.proof', f.get('entries/000000000062.proof') ?? Buffer.alloc(0));
    },
  ],
  'the checkpoint': [
    ['log.checkpoint', 'entries.inclusion', 'entries.sequence', 'evidence.hash', 'time.proven'],
    (f) => spoil(f, 'checkpoints/'),
  ],
  'the stamp': [['time.proven', 'log.stamp'], (f) => spoil(f, 'timestamps/')],
  'the stamp, left out': [['log.stamp', 'time.proven'], (f) => f.delete(pathOf(f, 'timestamps/'))],
  'the stamp of another note': [
    ['log.stamp', 'time.proven'],
    (f) => {
      f.set(pathOf(f, 'timestamps/'), firstAuthority.stamp('other\n', '2026-12-01T15:05:00Z'));
    },
  ],
  'a stamp of somebody else': [
    ['time.proven'],
    (f) => {
      const note = f.get(pathOf(f, 'checkpoints/'))?.toString('utf8') ?? '';
      const other = stampingAuthority('other', {
        from: '2020-01-01T00:00:00Z',
        to: '2040-01-01T00:00:00Z',
      });
      f.set(pathOf(f, 'timestamps/'), other.stamp(note, '2026-12-01T15:05:00Z'));
    },
  ],
  'a stamp outside the validity of its authority': [
    ['time.proven'],
    (f) => {
      const note = f.get(pathOf(f, 'checkpoints/'))?.toString('utf8') ?? '';
      f.set(pathOf(f, 'timestamps/'), firstAuthority.stamp(note, '2035-06-01T00:00:00Z'));
    },
  ],
  'the CA of the card': [
    ['signature.chain'],
    (f) => replaceAuthority(f, 'jpki', signatureAuthority('impostor').der),
  ],
  'the issuer': [
    ['certificate.issuer'],
    (f) => replaceAuthority(f, 'issuer', signatureAuthority('impostor').der),
  ],
  'an authority with two roles': [
    ['bundle.trust', 'time.proven', 'certificate.issuer'],
    (f) => replaceAuthority(f, 'issuer', firstAuthority.root),
  ],
  'the key of the log': [
    ['log.checkpoint', 'entries.inclusion', 'entries.sequence', 'evidence.hash', 'time.proven'],
    (f) => f.set('keys/office.vkey', Buffer.from('')),
  ],
};

describe('a bundle in which somebody changed', () => {
  it.each(Object.entries(CHANGES))('%s', (_, [rules, change]) => {
    const found = failing(changed(whole.files, change));
    const [main = ''] = rules;
    expect(found).toContain(main);
    for (const rule of found) expect(rules).toContain(rule);
  });

  it('a file, and not the manifest', () => {
    const files = new Map(whole.files);
    files.set('README.txt', Buffer.from('believe this'));
    files.set('more.txt', Buffer.from(''));
    expect(failing(files)).toEqual(['bundle.files']);
  });

  it('any octet: it is never believed for it, and never thrown at', () => {
    const idle = /^(README|evidence\/.*proofOf|authorities\/timestamp\/2)/;
    const paths = [...whole.files.keys()].filter((path) => path !== MANIFEST);
    const change = fc.record({
      path: fc.constantFrom(...paths),
      at: fc.nat(4000),
      by: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(change, ({ path, at, by }) => {
        const files = changed(whole.files, (f) => {
          f.set(path, withOctet(f.get(path) ?? Buffer.alloc(1), at, by));
        });
        const { valid, findings } = verdictOf(files);
        // Parts of a token that its signature does not cover say nothing.
        if (valid && path.startsWith('timestamps/')) {
          expect(findings).toEqual(verdictOf(whole.files).findings);
          return;
        }
        if (!idle.test(path)) expect([path, at, by, valid]).toEqual([path, at, by, false]);
      }),
      { numRuns: 200 },
    );
  });

  it('the case or the log in the manifest', () => {
    const other = { case: '019ad7f2-6a10-7c3a-9f10-4d5e6f708193' };
    expect(failing(changed(whole.files, () => undefined, other))).toContain('entries.inclusion');
    const origin = { origin: 'ca.example.jp/toroku/other' };
    expect(failing(changed(whole.files, () => undefined, origin))).toContain('log.checkpoint');
  });
});

const BY_CODE = { delivery: 'code', letterTo: 'jpkiAddress' } as const;

/** J-LIS answers a question without a nonce, and says good. */
function askedWithout(): NonNullable<CaseFields['jlis']> {
  const authority = signatureAuthority();
  const { serialNumber } = readCertificate(jpkiCertificate({ authority }));
  const id = certId({ issuer: authority.certificate, serialNumber });
  const at = new Date('2026-12-01T00:36:00Z');
  return {
    request: seq(seq(seq(seq(id)))),
    answer: answer({
      singles: [single(id, GOOD, { thisUpdate: at })],
      producedAt: at,
      certificates: [responderDer(authority)],
    }),
    receivedAt: at,
  };
}

/** The office itself recorded what does not hold. */
const RECORDED: Readonly<Record<string, [string, () => CaseFields]>> = {
  'a signature over another text': [
    'signature.value',
    () => ({
      signatureContainer: evidence({ text: textOf({ name: '山田　華子' }) }).signatureContainer,
    }),
  ],
  'a card that had expired when it signed': [
    'signature.validity',
    () => ({ certificate: jpkiCertificate({ notAfter: new Date('2026-11-30T14:59:59Z') }) }),
  ],
  'a card that was not yet valid': [
    'signature.validity',
    () => ({ certificate: jpkiCertificate({ notBefore: new Date('2026-12-01T00:32:00Z') }) }),
  ],
  'a card of a CA with the same name': [
    'signature.chain',
    () => ({ certificate: jpkiCertificate({ authority: signatureAuthority('impostor') }) }),
  ],
  'a card that J-LIS had revoked': [
    'status.good',
    () => ({ status: revoked('2026-11-30T00:00:00Z', 3) }),
  ],
  'a card that J-LIS did not know': ['status.good', () => ({ status: UNKNOWN })],
  'an old answer': ['status.fresh', () => ({ jlisAt: '2026-11-29T00:00:00Z' })],
  'an answer dated ahead': ['status.answer', () => ({ jlisAt: '2026-12-01T02:00:00Z' })],
  'an answer to a question that is not there': [
    'status.question',
    () => ({ askedFor: 'ab'.repeat(32) }),
  ],
  'a receipt before the text was made': [
    'time.order',
    () => ({ receivedIn: '2026-12-01T00:29:00.000Z' }),
  ],
  'a receipt after the stamp': ['time.order', () => ({ stampedAt: '2026-12-01T00:20:00Z' })],
  'an answer that was stale when it was decided': [
    'status.fresh',
    () => ({ approvedIn: '2026-12-02T00:37:00.000Z', stampedAt: '2026-12-02T15:05:00Z' }),
  ],
  'an approval by rules that nobody released': [
    'status.fresh',
    () => ({ ruleSet: 'ab'.repeat(32) }),
  ],
  'an answer from before the text that was decided on': [
    'status.answer',
    () => ({ correctedIn: '2026-12-01T00:36:30.000Z' }),
  ],
  'an answer dated before the receipt': [
    'time.order',
    () => ({ jlisAt: '2026-12-01T00:20:00Z', answeredIn: '2026-12-01T00:20:01.000Z' }),
  ],
  'a question without a nonce': ['status.question', () => ({ jlis: askedWithout() })],
  'a certificate for somebody else': [
    'certificate.subject',
    () => ({ certificateName: '山田　華子' }),
  ],
  'a certificate of another case': [
    'certificate.subject',
    () => ({ certificateCase: crypto.randomUUID() }),
  ],
  'a certificate by the code, whose key the book ties to nobody': [
    'certificate.key',
    () => ({ text: textOf({ keys: BY_CODE }) }),
  ],
  'a certificate for another key': [
    'certificate.key',
    () => ({ certificateKey: keyPair('p256', 'somebody').publicKey }),
  ],
};

describe('a bundle in which the office recorded', () => {
  it.each(Object.entries(RECORDED))('%s', async (_, [rule, fields]) => {
    const { files } = await bundledCase(fields());
    expect(failing(files)).toEqual([rule]);
  });

  it('a certificate by the code for somebody else', async () => {
    const text = textOf({ keys: BY_CODE });
    const { files } = await bundledCase({ text, certificateName: '山田　華子' });
    expect(failing(files)).toEqual(['certificate.subject', 'certificate.key']);
  });

  it('a later answer that the decision does not rest on, which is no failure', async () => {
    const { files } = await bundledCase({ answerAfterDecision: Buffer.from('revoked since') });
    expect(failing(files)).toEqual([]);
  });

  it('what was stamped after the time of the verification', () => {
    const at = new Date('2026-12-01T10:00:00Z');
    expect(failing(whole.files, { at })).toEqual(['log.stamp', 'time.proven']);
  });
});

const timeIn = (files: ReadonlyMap<string, Buffer>, given: GivenTrust): string | undefined =>
  verdictOf(files, { given }).findings.find(({ rule }) => rule === 'time.proven')?.detail;
const without = (root: Buffer): GivenTrust => ({
  ...everything,
  timestamp: everything.timestamp.filter((der) => !der.equals(root)),
});

const renewalOf = (files: ReadonlyMap<string, Buffer>) =>
  verdictOf(files, { at: new Date('2040-01-01T00:00:00Z') }).findings.find(
    ({ rule }) => rule === 'log.renewal',
  );

describe('a stamp that renews', () => {
  it('is in the bundle with the proof that its checkpoint continues the first', () => {
    expect(failing(renewed.files)).toEqual([]);
    expect(timeIn(renewed.files, everything)).toBe('receipt before 2026-12-01T15:05:00.000Z');
    expect([...renewed.files.keys()].filter((path) => path.startsWith('consistency/'))).toEqual([
      'consistency/000000000115-000000000205.txt',
    ]);
  });

  it('carries the bundle when the first authority is not believed any more', () => {
    const given = without(firstAuthority.root);
    expect(failing(renewed.files, { given })).toEqual([]);
    expect(timeIn(renewed.files, given)).toBe(
      "receipt before 2034-06-01T00:00:00.000Z, 2738 days after 2026-12-01T00:35:00.000Z: the earlier time is the operator's word alone",
    );
  });

  it('leaves the first time where only the later authority is not believed', () => {
    const given = without(laterAuthority.root);
    expect(failing(renewed.files, { given })).toEqual([]);
    expect(timeIn(renewed.files, given)).toBe('receipt before 2026-12-01T15:05:00.000Z');
  });

  it('is due by the end of the authority that stamped last, whoever else may stamp', () => {
    expect(renewalOf(whole.files)).toEqual({
      rule: 'log.renewal',
      outcome: 'notes',
      detail: 'the authority of the newest stamp ended 2034-12-31T00:00:00.000Z',
    });
    expect(renewalOf(renewed.files)).toMatchObject({
      outcome: 'holds',
      detail: 'due before 2044-12-31T00:00:00.000Z',
    });
  });

  it('carries nothing if the later checkpoint does not continue the first', () => {
    const files = changed(renewed.files, (f) => spoil(f, 'consistency/'));
    const given = without(firstAuthority.root);
    expect(failing(files, { given })).toEqual(['log.consistency', 'time.proven']);
  });
});

describe('a first stamp', () => {
  it.each([
    ['2026-12-02T15:05:00Z', 'holds'],
    ['2026-12-03T00:40:00Z', 'notes'],
    ['2034-11-01T00:00:00Z', 'notes'],
  ])('of %s: that the receipt is proven %s', async (stampedAt, outcome) => {
    const { files } = await bundledCase({ stampedAt });
    const { valid, findings } = verdictOf(files);
    expect(valid).toBe(true);
    const proven = findings.filter(({ rule }) => rule === 'time.proven');
    expect(proven.map((finding) => finding.outcome)).toEqual([outcome, outcome]);
  });
});

describe('bundleFiles', () => {
  it('refuses a case of a route on which no card signed', async () => {
    await expect(bundledCase({ route: 'paperPresented' })).rejects.toThrow(
      'only a case of the JPKI route can be bundled, not paperPresented',
    );
  });

  it.each([
    ['cms', evidence().signatureContainer, 'p7s'],
    ['PDF', signedPdf(), 'pdf'],
    ['XML', signedXml(), 'xml'],
    ['what cannot be read', Buffer.from('hello'), 'bin'],
  ])('names a container by what it is: %s', async (_, signatureContainer, ending) => {
    const { files } = await bundledCase({ signatureContainer });
    expect(pathOf(files, 'signatureContainer')).toMatch(new RegExp(`\\.${ending}$`));
  });

  it('refuses a case that no stamp covers yet', async () => {
    await expect(bundledCase({ isStamped: false })).rejects.toThrow('no time stamp covers');
  });
});

describe('readFolder', () => {
  it('reads what was written, and refuses what is no bundle', () => {
    const dir = aFolder();
    for (const [path, octets] of whole.files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), octets);
    }
    expect(failing(readFolder(dir))).toEqual([]);
    expect(() => readFolder(join(dir, 'nowhere'))).toThrow(BundleUnreadable);
    expect(() => verdictOf(readFolder(aFolder()))).toThrow(BundleUnreadable);
  });
});

describe('readKeyLines', () => {
  it('reads key lines, and nothing else', () => {
    expect(readKeyLines(Buffer.from(`${LOG_VKEY}\n`))).toEqual([LOG_VKEY]);
    for (const other of ['', 'hello', `${LOG_VKEY}\nhello`, pemOf(firstAuthority.root)]) {
      expect(readKeyLines(Buffer.from(other))).toBeUndefined();
    }
  });
});
