import { readBirthDate, readJpkiAttributes } from '../../adapters/jpki/jpki-attributes.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import {
  containerOfCase,
  type RegisteredCertificate,
} from '../../db/revocation/certificate-register.ts';
import { compareNames } from '../../domain/identity/names.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** Fact `requesterMatch`. */
export type RequesterMatch = 'same' | 'explainable' | 'different';

interface Person {
  readonly name: string;
  readonly birthDate: string;
  readonly address: string;
}

/** What a card says of its holder; undefined where it does not say enough. */
function personOf(certificate: X509Certificate | undefined): Person | undefined {
  try {
    if (!certificate) return undefined;
    const { commonName, dateOfBirth, address = '' } = readJpkiAttributes(certificate).values;
    const born = readBirthDate(dateOfBirth);
    if (commonName === undefined || born.verdict !== 'known') return undefined;
    return { name: commonName, birthDate: born.date, address };
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/**
 * Compares whoever holds the card that signed a request with the subscriber, as the card said it that signed the application.
 * A moved or renamed person is `explainable`; one with another birth date, or another name at another address, is another.
 */
export function comparePersons(asking: Person, subscriber: Person): RequesterMatch {
  if (asking.birthDate !== subscriber.birthDate) return 'different';
  const { match } = compareNames(asking.name, subscriber.name);
  const hasMoved = asking.address !== subscriber.address;
  if (match === 'different') return hasMoved ? 'different' : 'explainable';
  return match === 'identical' && !hasMoved ? 'same' : 'explainable';
}

/** Fact `requesterMatch` of a request that a card signed. What nobody can read a person has to look at. */
export async function matchByCard(
  { db, evidence }: Pick<OfficeDependencies, 'db' | 'evidence'>,
  signer: X509Certificate | undefined,
  { caseId, chainId }: RegisteredCertificate,
): Promise<RequesterMatch> {
  const sha256 = await containerOfCase(db, caseId);
  if (!signer || sha256 === undefined || !evidence.hasKeys(chainId)) return 'explainable';
  const octets = evidence.get({ caseId, chainId }, [sha256]).get(sha256);
  const own = octets && tryReadSignatureContainer(octets)?.signer;
  if (own?.der.equals(signer.der)) return 'same';
  const [asking, subscriber] = [personOf(signer), personOf(own)];
  return asking && subscriber ? comparePersons(asking, subscriber) : 'explainable';
}

/** Fact `requesterMatch` of a request that a certificate of ours signed: the one to be revoked, or another of the person. */
export function matchByOwnCertificate(
  signing: RegisteredCertificate | undefined,
  target: RegisteredCertificate,
): RequesterMatch {
  // Whose an unknown certificate is nobody can say: its signature does not hold either.
  if (!signing) return 'explainable';
  const isSame =
    signing.caseId === target.caseId ||
    (signing.person !== null && signing.person === target.person);
  return isSame ? 'same' : 'different';
}
