import pkcs11, { type Handle, type PKCS11, type Version } from 'pkcs11js';

/** Which module and which token answer: what the register of crypto modules holds (規則4条). */
export interface HsmIdentity {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  /** Label of the token. */
  readonly label: string;
  /** `major.minor` of the token's firmware and hardware, and of the library in this process. */
  readonly firmwareVersion: string;
  readonly hardwareVersion: string;
  readonly libraryVersion: string;
  readonly libraryManufacturer: string;
  readonly libraryDescription: string;
  /** Version of PKCS#11 that the library speaks. */
  readonly cryptokiVersion: string;
}

/** What the token says of a private key (PKCS#11 v2.40 §4.9): made there, secret always, never out. */
export interface HsmKeyProtection {
  readonly extractable: boolean;
  readonly neverExtractable: boolean;
  readonly sensitive: boolean;
  readonly alwaysSensitive: boolean;
  readonly local: boolean;
}

const versionOf = ({ major, minor }: Version): string => `${major}.${minor}`;

/** @throws Pkcs11Error if the token is away. */
export function readIdentity(module: PKCS11, slot: Handle): HsmIdentity {
  const token = module.C_GetTokenInfo(slot);
  const library = module.C_GetInfo();
  return {
    manufacturer: token.manufacturerID.trim(),
    model: token.model.trim(),
    serialNumber: token.serialNumber.trim(),
    label: token.label.trim(),
    firmwareVersion: versionOf(token.firmwareVersion),
    hardwareVersion: versionOf(token.hardwareVersion),
    libraryVersion: versionOf(library.libraryVersion),
    libraryManufacturer: library.manufacturerID.trim(),
    libraryDescription: library.libraryDescription.trim(),
    cryptokiVersion: versionOf(library.cryptokiVersion),
  };
}

/** Reads the attributes of a private key. @throws Pkcs11Error */
export function readKeyProtection(module: PKCS11, session: Handle, key: Handle): HsmKeyProtection {
  const flag = (type: number): boolean => {
    const [attribute] = module.C_GetAttributeValue(session, key, [{ type }]);
    return attribute?.value?.[0] === 1;
  };
  return {
    extractable: flag(pkcs11.CKA_EXTRACTABLE),
    neverExtractable: flag(pkcs11.CKA_NEVER_EXTRACTABLE),
    sensitive: flag(pkcs11.CKA_SENSITIVE),
    alwaysSensitive: flag(pkcs11.CKA_ALWAYS_SENSITIVE),
    local: flag(pkcs11.CKA_LOCAL),
  };
}
