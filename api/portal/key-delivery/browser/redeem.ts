/** The program of the subscriber's page: makes keys, computes what is sent instead of the code, gets the certificate. */
import { startReceived } from './received.ts';
import { startForm } from './redeem-form.ts';

const form = document.querySelector<HTMLFormElement>('form[data-redeem]');
if (form) void startForm(form);

const received = document.querySelector<HTMLElement>('[data-received]');
if (received) void startReceived(received);
