import { readCertificate } from '../../adapters/x509/certificate.ts';
import { keyIdentifier } from '../../adapters/x509/key-identifier.ts';
import { changeKeyState } from '../../enclave/keys/change-key-state.ts';
import { holdKeyCeremony } from '../../enclave/keys/key-ceremony.ts';
import { holdPen } from '../commands/hold-pen.ts';
import { parseConfig, pointSoftHsmAt } from '../config.ts';
import { CUSTODIANS, ISSUERS, ORGANIZATION, ROOM_TERMINAL } from '../demonstration/documents.ts';
import type { Instance } from '../instance/options.ts';
import { publishFile } from '../publish-file.ts';

/** Another key of the same name for the same service, accredited and ready. @returns its id */
export async function makeSecondKey(instance: Instance): Promise<string> {
  const { config, problems } = parseConfig(
    'enclave-worker',
    instance.environmentOf('enclave-worker'),
  );
  if (!config) throw new Error(problems.join(', '));
  pointSoftHsmAt(config.softhsm2Conf);
  const [issuer] = ISSUERS;
  return holdPen(config, async (held) => {
    const by = { custodians: CUSTODIANS, terminal: ROOM_TERMINAL };
    const certificate = await holdKeyCeremony(
      { ...held, now: () => new Date() },
      {
        ...by,
        hsmLabel: 'issuer-simultaneous-2',
        algorithm: config.issuerKeyAlgorithm,
        organization: ORGANIZATION,
        commonName: issuer.commonName,
        services: [issuer.service],
      },
    );
    const issuerKeyId = keyIdentifier(readCertificate(certificate).spki);
    publishFile(config.repositoryDir, `issuers/${issuerKeyId}.cer`, certificate);
    await changeKeyState(held, { ...by, issuerKeyId, to: 'accredited' }, new Date());
    return issuerKeyId;
  });
}
