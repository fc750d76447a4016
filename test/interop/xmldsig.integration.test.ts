import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../adapters/jpki/cms-identifiers.ts';
import { judgeContainer } from '../../adapters/jpki/judge-signature.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { XML_FORMS, xmlContainer } from '../../simulator/containers/xml-container.ts';
import { cardSign, jpkiCertificate } from '../adapters/jpki/fixture.ts';
import { keyPair } from '../adapters/x509/fixture.ts';

const SOURCE = join(import.meta.dirname, 'xmldsig', 'XmlSignatures.java');
const scratch = mkdtempSync(join(tmpdir(), 'toroku-xmldsig-'));
const file = (name: string, octets: Uint8Array | string): string => {
  writeFileSync(join(scratch, name), octets);
  return join(scratch, name);
};

const isJavaThere = spawnSync('java', ['-version']).status === 0;
if (!isJavaThere) console.log('XML signatures not compared with Java: no `java` on the PATH');

const java = (...args: readonly string[]): string =>
  execFileSync('java', [SOURCE, ...args], { encoding: 'utf8' });

const text = Buffer.from('電子証明書利用申込書\n書式：toroku-text/1\n', 'utf8');
const certificate = jpkiCertificate();
const certificateFile = file('certificate.der', certificate);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('XML signatures and the library of Java', () => {
  const cases = XML_FORMS.flatMap((form) =>
    (['sha256', 'sha384', 'sha512'] as const satisfies Digest[]).flatMap((digest) =>
      [false, true].map((isExclusive) => ({ form, digest, isExclusive })),
    ),
  );

  it.runIf(isJavaThere)(
    'Java verifies what the simulator signs in every form, and nothing altered',
    () => {
      const files = cases.map((options, i) => {
        const sign = cardSign(options.digest);
        return file(`ours-${i}.xml`, xmlContainer({ ...options, text, certificate, sign }));
      });
      const [first = ''] = files;
      const altered = readFileSync(first, 'utf8').replace('Id="申込書"', 'Id="申込書2"');
      const said = java('verify', certificateFile, ...files, file('altered.xml', altered));
      expect(said.trim().split('\n')).toEqual([...files.map(() => 'valid'), 'invalid']);
    },
    120_000,
  );

  it.runIf(isJavaThere)(
    'is read and valid as Java signs it, with namespaces of every kind around it',
    () => {
      const dir = join(scratch, 'theirs');
      mkdirSync(dir);
      const { privateKey } = keyPair('rsa2048', 'card');
      const key = file('key.der', privateKey.export({ type: 'pkcs8', format: 'der' }));
      java('sign', certificateFile, key, file('text', text), dir);
      const names = readdirSync(dir).toSorted();
      expect(names).toHaveLength(24);
      const judged = names.map((name) => {
        const container = readSignatureContainer(readFileSync(join(dir, name)));
        return [name, container.text?.equals(text), judgeContainer(container, text)];
      });
      expect(judged).toEqual(names.map((name) => [name, true, 'valid']));
      console.log(
        `XML signatures: ${cases.length} of ours valid to Java, ${names.length} of Java's to us`,
      );
    },
    120_000,
  );
});
