# SPDX-License-Identifier: MIT
"""TLS certificates for a server on loopback. Clients trust them only through the CA file. Needs `cryptography`."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
OTHER_HOST = (x509.DNSName("elsewhere.example"),)
HOUR = datetime.timedelta(hours=1)
UNUSED_KEY_USAGES = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign")


class Kind(NamedTuple):
    """Properties of a certificate."""

    hosts: tuple[x509.GeneralName, ...] = LOOPBACK
    expires_in: datetime.timedelta = 24 * HOUR
    has_authority: bool = False  # False: self-signed


KINDS = {
    "good": Kind(),
    "expired": Kind(expires_in=-HOUR),
    "for another host": Kind(hosts=OTHER_HOST),
    "signed by an authority": Kind(has_authority=True),
}


class _Issued(NamedTuple):
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def write(directory: Path, kind: str) -> tuple[Path, Path, Path]:
    """Write a new certificate of a kind in KINDS. Returns the paths (PEM) of its CA, of itself and of its key."""
    properties = KINDS[kind]
    authority = _issue("together-sandbox-authority", (), 24 * HOUR) if properties.has_authority else None
    server = _issue("together-sandbox", properties.hosts, properties.expires_in, authority)
    ca_path, chain_path, key_path = (directory / name for name in ("ca.pem", "certificate.pem", "key.pem"))
    chain_path.write_bytes(_pem(server.certificate))
    ca_path.write_bytes(_pem((authority or server).certificate))
    key_path.write_bytes(
        server.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return ca_path, chain_path, key_path


def _issue(
    common_name: str,
    hosts: tuple[x509.GeneralName, ...],
    expires_in: datetime.timedelta,
    authority: _Issued | None = None,
) -> _Issued:
    """A certificate signed by the authority, or a self-signed one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    is_authority = authority is None
    usage = dict.fromkeys((*UNUSED_KEY_USAGES, "encipher_only", "decipher_only"), False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.certificate.subject if authority else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 48 * HOUR)
        .not_valid_after(now + expires_in)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=is_authority, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
    if authority:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
        builder = builder.add_extension(issuer, critical=False)
    return _Issued(builder.sign(authority.key if authority else key, hashes.SHA256()), key)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
