import { nameAttributes } from '../certificate.ts';
import { readOnce } from '../read-once.ts';
import { isWithinTree } from './distinguished-names.ts';
import type { Effort } from './effort.ts';
import type { GeneralName } from './general-names.ts';
import type { PathCertificate } from './path-certificate.ts';
import { type NameConstraints, subjectAltNames } from './path-extensions.ts';

/** Without empty labels, or characters that might not count when somebody else compares. */
const HOST_LETTERS = /^(?!.*\.(?:\.|$))[\u0021-\u007e]*$/;

const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';

/** A host under a domain: with a leading period its subdomains alone, without it itself as well. */
const isHostUnder = (host: string, domain: string): boolean =>
  domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);

/** A mailbox, all mailboxes of one host, or of all hosts in a domain (RFC 5280 §4.2.1.10). */
function isMailboxWithin(mailbox: string, base: string): boolean {
  if (base.includes('@')) return mailbox === base;
  const host = mailbox.slice(mailbox.lastIndexOf('@') + 1);
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

/** The host of a URI; undefined where it has none, or an address of numbers. */
function hostOf(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/.exec(
    uri,
  );
  const host = authority?.[1]?.replace(/\.$/, '');
  return host === undefined || host === '' || /^[\d.]+$/.test(host) ? undefined : host;
}

const hostOfName = readOnce(({ text }: { readonly text: string }) => hostOf(text));

function isHostWithin(host: string | undefined, base: string): boolean {
  if (host === undefined) return false;
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

/** Address and mask, four octets each or sixteen. */
function isAddressWithin(address: Buffer, base: Buffer): boolean {
  const octets = base.length / 2;
  if (address.length !== octets) return false;
  return address.every((octet, i) => {
    const mask = base[octets + i] ?? 0;
    return (octet & mask) === ((base[i] ?? 0) & mask);
  });
}

/** Whether a name lies in a subtree of its form. */
function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.form === 'directoryName' && base.form === name.form) {
    return isWithinTree(name.keys, base.keys);
  }
  if (name.form === 'iPAddress' && base.form === name.form) {
    return isAddressWithin(name.octets, base.octets);
  }
  if (name.form === 'rfc822Name' && base.form === name.form) {
    return isMailboxWithin(name.text, base.text);
  }
  if (name.form === 'dNSName' && base.form === name.form) {
    return base.text === '' || isHostUnder(name.text, base.text);
  }
  if (name.form === 'uniformResourceIdentifier' && base.form === name.form) {
    return isHostWithin(hostOfName(name), base.text);
  }
  return false;
}

const formOf = (name: GeneralName): string =>
  name.form === 'other' ? `other ${name.tag}` : name.form;

/** A form that is constrained but cannot be compared: whether a name is permitted stays open. */
function isComparable(name: GeneralName): boolean {
  if (name.form === 'other') return false;
  if (name.form === 'rfc822Name' || name.form === 'dNSName') return HOST_LETTERS.test(name.text);
  return name.form !== 'uniformResourceIdentifier' || hostOfName(name) !== undefined;
}

/** Hosts are compared without the dot that may end them. */
const withoutFinalDot = (name: GeneralName): GeneralName =>
  name.form === 'dNSName' || name.form === 'rfc822Name'
    ? { ...name, text: name.text.replace(/\.$/, '') }
    : name;

/** The names that constraints apply to: subject, its mail addresses, and subjectAltName. */
const namesOf = readOnce(({ certificate, subject: keys }: PathCertificate): GeneralName[] => {
  const subject: GeneralName[] = keys.length > 0 ? [{ form: 'directoryName', keys }] : [];
  const mail = nameAttributes(certificate.subject)
    .filter(({ oid }) => oid === EMAIL_ADDRESS)
    .map(({ value }) => ({ form: 'rfc822Name' as const, text: value.toLowerCase() }));
  return [...subject, ...mail, ...subjectAltNames(certificate)].map(withoutFinalDot);
});

/**
 * permitted_subtrees and excluded_subtrees of RFC 5280 §6.1. Intersections are not computed: each
 * certificate's permitted subtrees are kept as they are, and a name has to lie in all of them.
 */
export class ConstrainedNames {
  readonly #constraints: NameConstraints[] = [];

  add(constraints: NameConstraints): void {
    this.#constraints.push(constraints);
  }

  /** Whether every name of the certificate is permitted and none excluded. @throws MalformedDer, TooCostly */
  permit(link: PathCertificate, effort: Effort): boolean {
    if (this.#constraints.length === 0) return true;
    const names = namesOf(link);
    return this.#constraints.every((constraints) => {
      const bases = constraints.permitted.length + constraints.excluded.length;
      effort.spendComparisons(names.length * bases);
      return names.every((name) => isPermitted(name, constraints));
    });
  }
}

function isPermitted(name: GeneralName, { permitted, excluded }: NameConstraints): boolean {
  const permittedOfForm = permitted.filter((base) => formOf(base) === formOf(name));
  const excludedOfForm = excluded.filter((base) => formOf(base) === formOf(name));
  if (permittedOfForm.length + excludedOfForm.length === 0) return true;
  if (!isComparable(name)) return false;
  if (excludedOfForm.some((base) => isWithin(name, base))) return false;
  return permittedOfForm.length === 0 || permittedOfForm.some((base) => isWithin(name, base));
}
