import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { ecdsaNoteSigner, ed25519Signer, witnessSigner } from '../../books/note-signer.ts';
import { VkeyRefused, readVkey } from '../../books/note-verifier.ts';
import {
  NoteRefused,
  readNote,
  signNote,
  verifyNote,
  withSignatures,
  type NoteSigner,
} from '../../books/signed-note.ts';
import { VECTORS, seedOf } from './vectors.ts';

const [office, enclave] = VECTORS.logs;
const officeSigner = ed25519Signer(office.origin, seedOf(1));
const officeKeys = office.vkeys.map(readVkey);
const enclaveKeys = enclave.vkeys.map(readVkey);
const witnessKey = readVkey(VECTORS.witness.vkey);
const textOf = (note: string): string => readNote(note).text;

describe('ed25519Signer', () => {
  it('signs the notes of the vectors', async () => {
    expect(officeSigner.vkey).toBe(office.vkeys[0]);
    expect(await signNote(textOf(office.note), [officeSigner])).toBe(office.note);
    const inRoom = ed25519Signer(enclave.origin, seedOf(2));
    expect(inRoom.vkey).toBe(enclave.vkeys[1]);
    const signed = await signNote(textOf(enclave.note), [inRoom]);
    expect(enclave.note.endsWith(signed.slice(signed.indexOf('—')))).toBe(true);
  });

  it('signs with a key object as with the seed, and with no other kind of key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const signer = ed25519Signer('a', privateKey);
    const note = await signNote('text\n', [signer]);
    expect(verifyNote(note, [readVkey(signer.vkey)]).text).toBe('text\n');
    expect(() => ed25519Signer('a', publicKey)).toThrow(TypeError);
    expect(() => ed25519Signer('a', Buffer.alloc(31))).toThrow(TypeError);
    expect(() => ed25519Signer('a b', privateKey)).toThrow(VkeyRefused);
  });
});

describe('ecdsaNoteSigner', () => {
  it('puts the signature of another module behind the key id of the key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const signer = ecdsaNoteSigner('ca.example.jp/toroku/enclave', spki, (message) =>
      Promise.resolve(sign('sha256', message, privateKey)),
    );
    const note = await signNote('text\n', [signer]);
    expect(verifyNote(note, [readVkey(signer.vkey)]).verified[0]?.signature.keyId).toBe(
      signer.keyId,
    );
  });

  it('takes no other curve, and no other encoding of the key', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    expect(() => ecdsaNoteSigner('a', spki, (message) => message)).toThrow(VkeyRefused);
    expect(() => ecdsaNoteSigner('a', Buffer.of(0x30), (message) => message)).toThrow(VkeyRefused);
  });

  it('has the key id of the vectors', () => {
    const spki = Buffer.from(enclave.vkeys[0]?.split('+', 3).at(-1) ?? '', 'base64').subarray(1);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const der = key.export({ format: 'der', type: 'spki' });
    expect(ecdsaNoteSigner(enclave.origin, der, (message) => message).keyId).toBe('26e98818');
  });
});

describe('witnessSigner', () => {
  const witness = witnessSigner(VECTORS.witness.name, seedOf(3), () => VECTORS.witness.timestamp);

  it('cosigns the note of the vectors', async () => {
    expect(witness.vkey).toBe(VECTORS.witness.vkey);
    const signed = await signNote(textOf(office.note), [officeSigner, witness]);
    expect(signed).toBe(office.noteWithWitness);
  });

  it('signs for a time that nobody can change', async () => {
    const note = await signNote('text\n', [witness]);
    const bent = note.replace(/ (\S+)\n$/, (_, base64: string) => {
      const octets = Buffer.from(base64, 'base64');
      octets[11] = (octets[11] ?? 0) ^ 1;
      return ` ${octets.toString('base64')}\n`;
    });
    expect(verifyNote(note, [witnessKey]).verified[0]?.cosignedAt).toBe(VECTORS.witness.timestamp);
    expect(() => verifyNote(bent, [witnessKey])).toThrow('does not hold');
  });
});

describe('verifyNote', () => {
  it('verifies the notes of the vectors, each signature by its key', () => {
    expect(verifyNote(office.note, officeKeys).text).toBe(textOf(office.note));
    expect(verifyNote(enclave.note, enclaveKeys).verified.map(({ verifier }) => verifier)).toEqual(
      enclaveKeys,
    );
    const both = verifyNote(office.noteWithWitness ?? '', [...officeKeys, witnessKey]);
    expect(both.verified.map(({ cosignedAt }) => cosignedAt)).toEqual([
      undefined,
      VECTORS.witness.timestamp,
    ]);
  });

  it('passes over the signatures of unknown keys, but not when there is no other', () => {
    expect(verifyNote(office.noteWithWitness ?? '', officeKeys).verified).toHaveLength(1);
    expect(() => verifyNote(office.note, [witnessKey])).toThrow('no signature of a known key');
    expect(() => verifyNote(office.note, [])).toThrow(NoteRefused);
  });

  it('passes over a key that shares only the name, or only the id', async () => {
    const other = ed25519Signer(office.origin, seedOf(9));
    const note = await signNote('text\n', [other, officeSigner]);
    expect(verifyNote(note, officeKeys).verified).toHaveLength(1);
    const [key] = officeKeys;
    if (key === undefined) throw new Error('no key');
    expect(() => verifyNote(office.note, [{ ...key, name: 'other' }])).toThrow(NoteRefused);
  });

  it('refuses the whole note when a known key did not sign this text', async () => {
    const bent = office.note.replace('\n3\n', '\n4\n');
    expect(() => verifyNote(bent, officeKeys)).toThrow('does not hold');
    const alsoWitness = await signNote('text\n', [officeSigner]);
    const lines = (office.noteWithWitness ?? '').split('\n').slice(5).join('\n');
    expect(() => verifyNote(`${alsoWitness}${lines}`, [...officeKeys, witnessKey])).toThrow(
      'does not hold',
    );
  });

  it('refuses two signatures of one key', async () => {
    const note = await signNote('text\n', [officeSigner, officeSigner]);
    expect(() => verifyNote(note, officeKeys)).toThrow('two signatures');
  });
});

describe('readNote', () => {
  const line = '— a AAAAAAA=\n';

  it('ends the text at the last blank line', () => {
    expect(readNote(`one\n\ntwo\n\n${line}`)).toEqual({
      text: 'one\n\ntwo\n',
      signatures: [{ name: 'a', keyId: '00000000', octets: Buffer.of(0) }],
    });
  });

  it.each<[what: string, note: string]>([
    ['nothing', ''],
    ['no signatures', 'text\n'],
    ['no newline at the end', `text\n\n${line.trimEnd()}`],
    ['a blank line at the end', `text\n\n${line}\n`],
    ['a carriage return', `text\r\n\n${line}`],
    ['a hyphen for the dash', `text\n\n${line.replace('—', '-')}`],
    ['two spaces', `text\n\n${line.replace(' a ', ' a  ')}`],
    ['a name with a plus', `text\n\n${line.replace(' a ', ' a+b ')}`],
    ['Base64 without padding', `text\n\n${line.replace('=', '')}`],
    ['Base64 with loose bits', `text\n\n${line.replace('AAAAAAA=', 'AAAAAAB=')}`],
    ['a key id without signature', `text\n\n${line.replace('AAAAAAA=', 'AAAAAA==')}`],
    ['more than 32 signatures', `text\n\n${line.repeat(33)}`],
    ['more than 65,535 octets', `${'x'.repeat(65_535)}\n\n${line}`],
  ])('refuses %s', (_, note) => {
    expect(() => readNote(note)).toThrow(NoteRefused);
  });
});

describe('signNote', () => {
  it('makes no note when one signer fails', async () => {
    const failing: NoteSigner = {
      name: 'hsm',
      keyId: '00000000',
      sign: () => Promise.reject(new Error('token removed')),
    };
    await expect(signNote('text\n', [officeSigner, failing])).rejects.toThrow('token removed');
  });

  it.each(['text', 'te\rxt\n', 'te\0xt\n'])('refuses to sign %j', async (text) => {
    await expect(signNote(text, [officeSigner])).rejects.toBeInstanceOf(NoteRefused);
  });

  it('refuses to sign for nobody', async () => {
    await expect(signNote('text\n', [])).rejects.toBeInstanceOf(NoteRefused);
  });
});

describe('withSignatures', () => {
  it('adds the line of a witness to the note of the log', () => {
    const lines = (office.noteWithWitness ?? '').slice(office.note.length);
    expect(withSignatures(office.note, lines)).toBe(office.noteWithWitness);
  });

  it.each(['\n— a AAAAAAA=\n', 'text\n', '— a AAAAAAA='])('refuses to add %j', (lines) => {
    expect(() => withSignatures(office.note, lines)).toThrow(NoteRefused);
  });
});

describe('readVkey', () => {
  const [vkey = ''] = office.vkeys;

  it.each<[what: string, line: string]>([
    ['another name', vkey.replace('office', 'offize')],
    ['another key id', vkey.replace('+2c', '+2d')],
    ['a key id in capitals', vkey.replace('+2c048824', '+2C048824')],
    [
      'an unknown type',
      `a+00000000+${Buffer.concat([Buffer.of(6), seedOf(0)]).toString('base64')}`,
    ],
    ['a short key', `a+00000000+${Buffer.of(1, 2).toString('base64')}`],
    ['no key', 'a+00000000+'],
    ['two parts', 'a+00000000'],
    ['loose Base64', `${vkey.slice(0, -1)}d`],
    ['a space in the name', vkey.replace('ca.', 'ca ')],
  ])('refuses a line with %s', (_, line) => {
    expect(() => readVkey(line)).toThrow(VkeyRefused);
  });
});
