import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSignatureContainer } from '../../../../adapters/jpki/signature-container.ts';
import { buildSignedData } from '../../../../adapters/jpki/signed-data.ts';
import { indexedPerson, personIndex } from '../../../../api/portal/application/person-index.ts';
import type { Submission } from '../../../../api/portal/application/submission.ts';
import { extension } from '../../../adapters/x509/fixture.ts';
import { cardSign, jpkiCertificate, type JpkiFields } from '../../../adapters/jpki/fixture.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const CONTACT = { mail: 'Hanako@Example.jp', telephone: '090-1234-5678' };

function submission(fields: JpkiFields, body: Partial<Submission['body']> = {}) {
  const containerOctets = buildSignedData({
    content: Buffer.from('text'),
    certificate: jpkiCertificate(fields),
    digest: 'sha256',
    sign: cardSign(),
  });
  return {
    body: { signatureContainer: '', contact: CONTACT, ...body },
    containerOctets,
    container: readSignatureContainer(containerOctets),
  } as unknown as Submission;
}

const person = (fields: JpkiFields, by = key) => personIndex(by, submission(fields)).person;

describe('personIndex', () => {
  it('gives one person one hash, however the name is written', () => {
    const one = person({});
    expect(person({ attributes: { 1: '山田 花子' }, serialNumber: Buffer.from('01', 'hex') })).toBe(
      one,
    );
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it('finds by name and birth date whoever the card names', () => {
    const hanako = { birthDate: '1994-02-17', name: '山田 花子' };
    expect(indexedPerson(key, hanako)).toBe(person({}));
    expect(indexedPerson(key, { ...hanako, birthDate: '1994-02-18' })).not.toBe(person({}));
  });

  it('tells people apart by name and by birth date', () => {
    const hashes = [
      person({}),
      person({ attributes: { 1: '山田　太郎' } }),
      person({ attributes: { 4: '419940218' } }),
      person({ attributes: { 4: undefined } }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('says nothing without the key', () => {
    expect(person({}, createSecretKey(Buffer.alloc(32, 2)))).not.toBe(person({}));
  });

  it('takes the holder of a card whose names cannot be read for nobody else', () => {
    const names = extension('2.5.29.17', Buffer.from('ffff', 'hex'));
    const unreadable = { replace: { '2.5.29.17': names } };
    expect(person(unreadable)).not.toBe(person({}));
    expect(person(unreadable)).not.toBe(person({ attributes: { 1: undefined, 4: undefined } }));
  });

  it('knows a contact again in other letters, and a device by its id', () => {
    const { contact } = personIndex(key, submission({}));
    const other = { mail: 'hanako@example.jp', telephone: '09012345678' };
    expect(personIndex(key, submission({}, { contact: other })).contact).toBe(contact);
    expect(personIndex(key, submission({})).device).toBeNull();
    const device = {
      kind: 'recorded',
      id: 'd',
      model: 'm',
      keyStore: 'k',
      appVersion: '1',
    } as const;
    const [one, two] = ['d', 'e'].map(
      (id) => personIndex(key, submission({}, { device: { ...device, id } })).device,
    );
    expect(one).not.toBe(two);
  });
});
