import { isRecipientKey, type Recipient } from '../../adapters/x509/auth-enveloped-data.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';

/** Name of the document in the room's register. */
export const VENDOR_DOCUMENT = 'printVendor';

/** Who prints the letters with codes, and for which key they are encrypted. */
export interface PrintVendor {
  /** Code of the firm. */
  readonly vendor: string;
  readonly recipient: Recipient;
  /** SHA-256 of its SubjectPublicKeyInfo. */
  readonly keySha256: string;
}

/**
 * Reads a document of the print vendor: `{v:1, vendor, certificate}`, the certificate DER in Base64, of an RSA key of
 * 3072 bits at least. It says whose key it is, and nothing more: two custodians have accepted it, and no chain is asked.
 */
export function readPrintVendor(value: unknown): PrintVendor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, vendor, certificate, ...more } = value as Readonly<Record<string, unknown>>;
  if (v !== 1 || typeof vendor !== 'string' || typeof certificate !== 'string') return undefined;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(vendor) || Object.keys(more).length > 0) {
    return undefined;
  }
  try {
    const recipient = readCertificate(Buffer.from(certificate, 'base64'));
    if (!isRecipientKey(recipient.spki)) return undefined;
    return { vendor, recipient, keySha256: sha256Hex(recipient.spki) };
  } catch {
    return undefined;
  }
}
