import { randomBytes } from 'node:crypto';
import type { NewPasskey } from '../../../db/inspection/passkeys.ts';
import { SoftwareAuthenticator, type CeremonyRequest } from '../../../simulator/authenticator.ts';

const octets = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');

/** An authenticator whose credential does not say that it lives in software: production takes it. */
export class HardAuthenticator {
  readonly credentialId: string;
  readonly #inside = SoftwareAuthenticator.create();

  constructor(credentialId = randomBytes(32).toString('base64url')) {
    this.credentialId = credentialId;
  }

  /** The row of its passkey, for somebody who has it from before. */
  keptFor(officerId: string, createdAt: Date, label = '青い鍵'): NewPasskey {
    const { credentialId } = this;
    const { publicKeyCose } = this.#inside;
    const said = { signatureCounter: 0, transports: ['usb'], label, createdAt };
    return { credentialId, officerId, publicKeyCose, ...said };
  }

  /** Gives its passkey to a site. */
  register(request: CeremonyRequest) {
    const made = this.#inside.register(request);
    const attestation = octets(made.response.attestationObject);
    const at = attestation.indexOf(octets(this.#inside.credentialId));
    octets(this.credentialId).copy(attestation, at);
    const attestationObject = attestation.toString('base64url');
    return { ...made, ...this.#named(), response: { ...made.response, attestationObject } };
  }

  /** Signs a site's challenge. */
  assert(request: CeremonyRequest) {
    return { ...this.#inside.assert(request), ...this.#named() };
  }

  #named() {
    return { id: this.credentialId, rawId: this.credentialId };
  }
}
