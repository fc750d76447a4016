import { createHmac, type KeyObject } from 'node:crypto';
import { readBirthDate, readJpkiAttributes } from '../../../adapters/jpki/jpki-attributes.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import type { PersonIndex } from '../../../db/application/receive-application.ts';
import { nameKey } from '../../../domain/identity/names.ts';
import type { Submission } from './submission.ts';

/**
 * The person, the device and the contact of a submission as keyed hashes: only counts come out of them
 * (規則6条15号ト), and without the key they say nothing.
 *
 * @param known the person, where a certificate of ours signed: it says no birth date, but whose it is we know
 */
export function personIndex(key: KeyObject, submission: Submission, known?: string): PersonIndex {
  const { device, contact } = submission.body;
  return {
    person: known ?? signingPerson(key, submission),
    device: device === undefined ? null : keyed(key, 'device', device.id),
    contact: keyed(
      key,
      'contact',
      contact.mail.toLowerCase(),
      contact.telephone.replace(/[^0-9]/g, ''),
    ),
  };
}

/** The person who signed, as the index has whoever applies with the same card, or another of theirs. */
export const signingPerson = (
  key: KeyObject,
  signed: Pick<Submission, 'container' | 'containerOctets'>,
): string => keyed(key, 'person', ...personOf(signed));

const keyed = (key: KeyObject, kind: string, ...parts: readonly string[]): string =>
  createHmac('sha256', key)
    .update([kind, ...parts].join('\0'))
    .digest('hex');

/** A person as the index has whoever applies with a card that says this birth date (`YYYY-MM-DD`) and name. */
export const indexedPerson = (
  key: KeyObject,
  { birthDate, name }: { readonly birthDate: string; readonly name: string },
): string => keyed(key, 'person', birthDate, nameKey(name));

/** Birth date and name as the card says them; of a container without a readable card, the container. */
function personOf({
  container: { signer },
  containerOctets,
}: Pick<Submission, 'container' | 'containerOctets'>): readonly string[] {
  try {
    if (signer) {
      const { dateOfBirth, commonName = '' } = readJpkiAttributes(signer).values;
      const birthDate = readBirthDate(dateOfBirth);
      const born = birthDate.verdict === 'known' ? birthDate.date : (dateOfBirth ?? '');
      return [born, nameKey(commonName)];
    }
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error;
  }
  return ['unreadable', containerOctets.toString('base64')];
}
