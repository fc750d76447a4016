import { expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { describeSigner } from '../../contracts/signer.ts';
import { FakeSigner } from '../../fakes/fake-signer.ts';

const shared = new FakeSigner();
describeSigner('FakeSigner', () => shared);

it('notes what it was asked and fails as told', async () => {
  const signer = new FakeSigner();
  const key = signer.generateKey('a', 'p256');
  signer.failsWith = new DomainError('HsmUnavailable', 'CKR_DEVICE_ERROR');
  await expect(key.sign(Buffer.from('x'))).rejects.toMatchObject({ type: 'HsmUnavailable' });
  expect(signer.requests).toEqual([Buffer.from('x')]);
});
