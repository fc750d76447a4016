import { hash } from 'node:crypto';

/** Key identifier, hex: the leftmost 160 bits of SHA-256 over the SubjectPublicKeyInfo (RFC 7093 §2, 4). */
export const keyIdentifier = (spki: Uint8Array): string => hash('sha256', spki).slice(0, 40);
