/**
 * What browsers send of passkeys: the JSON forms of Web Authentication, bounded.
 *
 * Shape    members that browsers add are passed over; of those that are looked at each has its bound.
 * Source   W3C Web Authentication, level 3, "RegistrationResponseJSON" and "AuthenticationResponseJSON"
 *
 * @module
 */
import { z } from "@hono/zod-openapi";

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/u);
/** A credential's id has 1,023 bytes at most. */
const credentialId = base64url(1400);
const clientData = base64url(8_000);
const authenticatorData = base64url(8_000);

const head = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).exactOptional(),
};

export const newCredentialSchema = z
  .object({
    ...head,
    response: z.object({
      clientDataJSON: clientData,
      attestationObject: base64url(32_000),
      transports: z.array(z.string().max(32)).max(16).exactOptional(),
    }),
  })
  .openapi("NewPasskeyCredential", { description: "`PublicKeyCredential.toJSON()` of what was made" });

export const credentialSchema = z
  .object({
    ...head,
    response: z.object({
      clientDataJSON: clientData,
      authenticatorData,
      signature: base64url(4_000),
      userHandle: base64url(128).exactOptional(),
    }),
  })
  .openapi("PasskeyCredential", { description: "`PublicKeyCredential.toJSON()` of what was signed" });

/** As the browser takes it. */
export const creationOptionsSchema = z
  .looseObject({ challenge: z.string(), rp: z.looseObject({ id: z.string() }) })
  .openapi("PasskeyCreationOptions", { description: "For `PublicKeyCredential.parseCreationOptionsFromJSON()`" });
export const requestOptionsSchema = z
  .looseObject({ challenge: z.string(), rpId: z.string() })
  .openapi("PasskeyRequestOptions", { description: "For `PublicKeyCredential.parseRequestOptionsFromJSON()`" });
