"""What each of the shared bodies leaves: written by reading the bodies, one line for each fact."""

from __future__ import annotations

EXPECTED: dict[str, list[str]] = {
    "pywa-account-update-account-deleted": [
        "alarm account_update ACCOUNT_DELETED pauses: The WhatsApp business account was deleted.",
    ],
    "pywa-account-update-account-disabled": [
        "info account_update DISABLED_UPDATE: Meta reinstated the account on April 17, 2025.",
    ],
    "pywa-account-update-account-offboarded": [
        "alarm account_update ACCOUNT_OFFBOARDED pauses: The number was taken off the Cloud API.",
    ],
    "pywa-account-update-account-reconnected": [
        "info account_update ACCOUNT_RECONNECTED: The number is connected to the Cloud API again.",
    ],
    "pywa-account-update-account-restriction": [
        "alarm account_update ACCOUNT_RESTRICTION: Meta restricts the account: restricted biz initiated messaging, restricted add phone number action.",
    ],
    "pywa-account-update-account-violation": [
        "warning account_update ACCOUNT_VIOLATION: Meta reports a violation of its policy: adult.",
    ],
    "pywa-account-update-ad-account-linked": [
        "info account_update AD_ACCOUNT_LINKED: An advertising account was linked.",
    ],
    "pywa-account-update-authentication-international-eligibility": [
        "info account_update AUTH_INTL_PRICE_ELIGIBILITY_UPDATE: International prices for authentication messages changed.",
    ],
    "pywa-account-update-mm-api-for-wa-terms-of-service": [
        "info account_update MM_LITE_TERMS_SIGNED: The terms of the Marketing Messages API were signed.",
    ],
    "pywa-account-update-partner-added": [
        "info account_update PARTNER_ADDED: A partner was given access to the account.",
    ],
    "pywa-account-update-partner-app-installed": [
        "info account_update PARTNER_APP_INSTALLED: A partner's app was connected to the account.",
    ],
    "pywa-account-update-partner-app-uninstalled": [
        "warning account_update PARTNER_APP_UNINSTALLED: A partner's app was disconnected from the account.",
    ],
    "pywa-account-update-partner-led-business-verification-status": [
        "info account_update PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: The business verification is approved.",
    ],
    "pywa-account-update-partner-removed-wa-app-disconnection": [
        "warning account_update PARTNER_REMOVED: A partner's access to the account ended.",
    ],
    "pywa-account-update-partner-removed": [
        "warning account_update PARTNER_REMOVED: A partner's access to the account ended.",
    ],
    "pywa-account-update-pricing-tiering-update": [
        "info account_update VOLUME_BASED_PRICING_TIER_UPDATE: A new price tier was reached: 25000001:50000000.",
    ],
    "pywa-account-update-primary-business-location-set": [
        "info account_update BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE: The business's primary country is now IN.",
    ],
    "pywa-call-connect-business-initiated": [
        "call None, to phone 16315553602 unnamed, as call, at 1752582933, with call direction event",
    ],
    "pywa-call-connect-user-initiated": [
        "call None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, as call, opens the window at 1752583107, with call direction event",
    ],
    "pywa-call-permission-update-accept": [
        "interactive None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.y==, opens the window at 1752582182, with expiration_timestamp form response response_source",
    ],
    "pywa-call-permission-update-reject": [
        "interactive None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.y==, opens the window at 1752582182, with form response response_source",
    ],
    "pywa-call-status-call-status": [
        "call None, to phone 163155536021 unnamed, as call, at 1671644824, with call direction event",
    ],
    "pywa-call-terminate-call-terminate": [
        "call None, to phone 16315553601 unnamed, as call, at 1671644824, with call direction duration ended_at event started_at status",
        "warning calls error_12455: WhatsApp reports error 12455: ERROR_DETAILS",
    ],
    "pywa-callback-button-button": [
        "interactive 'title', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.xyzxyz, opens the window at 1698266730, with form id title",
    ],
    "pywa-callback-button-quick-reply-without-context": [
        "button 'title', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1698269027, with payload text",
    ],
    "pywa-callback-button-quick-reply": [
        "button 'title', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.xyzxyz==, opens the window at 1698269027, with payload text",
    ],
    "pywa-callback-selection-callback": [
        "interactive 'title', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.xyzxyz, opens the window at 1698266905, with form id title",
    ],
    "pywa-callback-selection-description": [
        "interactive 'title', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.xyzxyz, opens the window at 1698266905, with description form id title",
    ],
    "pywa-deleted-message-revoke": [
        "revoke …_MESSAGE_ID>",
    ],
    "pywa-edited-message-image": [
        "edit …MUZEM0VBRAA= 'Updated image caption' ['image']",
    ],
    "pywa-flow-completion-completion": [
        "interactive 'Sent', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers …vwegfretge==, opens the window at 1702502473, with answers form title",
    ],
    "pywa-flow-completion-without-flow-token": [
        "interactive 'Sent', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers …vwegfretge==, opens the window at 1702502473, with answers form title",
    ],
    "pywa-message-animated-sticker": [
        "sticker None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043785, file sticker image/webp 1234567890987654321",
    ],
    "pywa-message-audio": [
        "audio None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043509, with forwarded, file audio audio/ogg; codecs=opus 1234567890987654321",
    ],
    "pywa-message-chosen-location": [
        "location 'Facebook HQ', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044557, with address forwarded latitude longitude name url",
    ],
    "pywa-message-contacts": [
        "contacts 'Chandler Bing, Monica, Rachel Green', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044621, with contacts",
    ],
    "pywa-message-current-location": [
        "location None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044557, with forwarded latitude longitude",
    ],
    "pywa-message-document": [
        "document 'caption', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043666, with forwarded, file document application/pdf 1234567890987654321 filename.pdf",
    ],
    "pywa-message-forwarded-many-times": [
        "text 'text forwarded many times', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044968, with frequently_forwarded",
    ],
    "pywa-message-forwarded": [
        "text 'forwarded text', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044815, with forwarded",
    ],
    "pywa-message-image": [
        "image None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043379, file image image/jpeg 65463453",
    ],
    "pywa-message-interactive-message-with-err": [
        "unsupported None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers …vwegfretge==, opens the window at 1700505494, with raw type",
        "warning messages error_131000: WhatsApp reports error 131000: Unsupported webhook payload",
    ],
    "pywa-message-media-with-url": [
        "image None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043379, file image image/jpeg 65463453",
    ],
    "pywa-message-order": [
        "order None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044668, with catalog items",
    ],
    "pywa-message-reaction": [
        "reaction 😮 to wamid.yzxyzx= by phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name",
    ],
    "pywa-message-referral": [
        "text 'BODY', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697045000, with referral",
    ],
    "pywa-message-reply": [
        "text 'replied text', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, answers wamid.xyzxyz==, opens the window at 1697044746",
    ],
    "pywa-message-static-sticker": [
        "sticker None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043760, file sticker image/webp 1234567890987654321",
    ],
    "pywa-message-status-delivered": [
        "status delivered priced",
    ],
    "pywa-message-status-failed": [
        "status failed 130472",
    ],
    "pywa-message-status-group": [
        "status read in a group by <GROUP_PARTICIPANT_USER_PHONE_NUMBER>",
    ],
    "pywa-message-status-played": [
        "status played priced",
    ],
    "pywa-message-status-read": [
        "status read priced",
    ],
    "pywa-message-status-sent": [
        "status sent priced",
    ],
    "pywa-message-status-with-tracker": [
        "status sent tag some data priced",
    ],
    "pywa-message-text": [
        "text 'Body Text', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043223",
    ],
    "pywa-message-unreaction-empty": [
        "reaction none to wamid.yzxyzx= by phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name",
    ],
    "pywa-message-unreaction-no-emoji": [
        "reaction none to wamid.yzxyzx= by phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name",
    ],
    "pywa-message-unsupported-with-type": [
        "unsupported None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044706, with errors raw type",
    ],
    "pywa-message-unsupported": [
        "unsupported None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044706, with errors raw type",
    ],
    "pywa-message-video": [
        "video 'caption', from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697044362, with forwarded, file video video/mp4 765756756",
    ],
    "pywa-message-voice": [
        "voice None, from phone 972987654321+whatsapp_user …655302741918+whatsapp_parent …212886844830 Test Name, opens the window at 1697043473, file voice audio/ogg; codecs=opus 1234567890987654321",
    ],
    "pywa-outgoing-message-delete": [
        "revoke wamid.zzzzzz",
    ],
    "pywa-outgoing-message-edit": [
        "edit wamid.zzzzzz 'Text was edited' []",
    ],
    "pywa-outgoing-message-text": [
        "text 'Test message', to phone …HONE_NUMBER>+whatsapp_user <BSUID>+whatsapp_parent <PARENT_BSUID> unnamed, as echo, at 1697043223",
    ],
    "pywa-system-identity-change": [
        "system 'User identity changed', from phone 972987654321 User A, at 1697044706, with event identity",
    ],
    "pywa-system-phone-number-change": [
        "number_changed: phone 972987654321 → phone 972912345678, gone phone 972987654321",
    ],
    "pywa-template-category-update-marketing": [
        "template my_message_template he: {'category': 'MARKETING'}",
    ],
    "pywa-template-components-update-element": [
        "template my_message_template he: {'components': {'element': 'Hi {{1}}! Welcome to our service.'}}",
    ],
    "pywa-template-quality-update-yellow": [
        "template welcome_template en_US: {'quality': 'YELLOW', 'previous_quality': 'GREEN'}",
    ],
    "pywa-template-status-update-approved": [
        "template order_confirmation en_US: {'status': 'APPROVED', 'category': 'UTILITY'}",
    ],
    "pywa-template-status-update-rejected": [
        "template abandoned_cart en: {'status': 'REJECTED', 'reason': 'Your template has parameters placed next to each other (like {{1}}{{2}}) without text or punctuation between them.', 'advice': 'Separate parameters with descriptive text and ensure each parameter is clearly contextualized.', 'category': 'MARKETING'}",
    ],
    "pywa-user-marketing-preferences-resume": [
        "preference marketing_messages True of phone 16505551234 unnamed",
    ],
    "pywa-user-marketing-preferences-signup": [
        "preference marketing_messages True of phone 16505551234 unnamed",
    ],
    "restfb-account-review-update": [
        "info account_review_update APPROVED: Meta's review of the account: approved.",
    ],
    "restfb-account-update-banned": [
        "alarm account_update DISABLED_UPDATE: Meta will disable the account on January 31, 2021.",
    ],
    "restfb-account-update-verified": [
        "info account_update VERIFIED_ACCOUNT: The account was verified.",
    ],
    "restfb-business-username-update-approved": [
        "info business_username_update approved: The username @acme_support of +15550783881 is approved.",
    ],
    "restfb-group-participants-update": [
        "info group_participants_update several: News of groups: group participants remove (120363418770915618@g.us), group participants remove (120363418770915618@g.us), group participants add (120363418770915618@g.us), group join request created (120363418770915618@g.us), group join request revoked (120363418770915618@g.us).",
    ],
    "restfb-message-template-status-update-approved": [
        "template My message template en-US: {'status': 'APPROVED'}",
    ],
    "restfb-message-template-status-update-disabling": [
        "template My message template en-US: {'status': 'FLAGGED', 'disable': {'disable_date': 'January 31, 2021'}}",
    ],
    "restfb-msg-ads": [
        "text 'Test', from phone 491234567890 TestUser, opens the window at 1653253313, with referral",
    ],
    "restfb-msg-audio": [
        "voice None, from phone 491234567890 TestUser, opens the window at 1653253313, file voice audio/ogg; codecs=opus 1113842206146232",
    ],
    "restfb-msg-button": [
        "button 'No', from phone 491234567890 TestUser, answers wamid.ID, opens the window at 1653253313, with payload text",
    ],
    "restfb-msg-contacts-request-bsuid": [
        "contacts 'Sheena Nelson', from whatsapp_user …655302741918+whatsapp_parent …212886844830+username realsheenanelson Sheena Nelson, opens the window at 1749416383, with contacts origin",
    ],
    "restfb-msg-contacts": [
        "contacts 'j_doe', from phone 333333333333 unnamed, opens the window at 1701168528, with contacts",
    ],
    "restfb-msg-contacts2": [
        "contacts 'REDACTED, REDACTED', from phone REDACTED REDACTED, opens the window at 1712646603, with contacts",
    ],
    "restfb-msg-document": [
        "document 'RESTFB ANNIVERSARY', from phone 491234567890 TestUser, opens the window at 1653253313, file document application/zip 4937353526352 RESTFB ANNIVERSARY.zip",
    ],
    "restfb-msg-emoji": [
        "reaction 👍🏻 to wamid.xxxxxxxx by phone 491234567890 TestUser",
    ],
    "restfb-msg-error": [
        "unsupported None, from phone 491234567890 TestUser, opens the window at 1653253313, with errors raw type",
    ],
    "restfb-msg-image": [
        "image 'Some awesome image', from phone 491234567890 TestUser, opens the window at 1653253313, file image image/jpeg 400962571939895",
    ],
    "restfb-msg-interactive-btn": [
        "interactive 'button-text', from phone 491234567890 TestUser, opens the window at 1653253313, with form id title",
    ],
    "restfb-msg-interactive-list": [
        "interactive 'list_reply_title', from phone 491234567890 TestUser, opens the window at 1653253313, with description form id title",
    ],
    "restfb-msg-location": [
        "location 'Saarbr\\\\u00fccken', from phone 491234567890 TestUser, opens the window at 1653253313, with address latitude longitude name",
    ],
    "restfb-msg-status-bsuid": [
        "status delivered priced",
    ],
    "restfb-msg-status-errors": [
        "status failed 131026",
    ],
    "restfb-msg-status-group-bsuid": [
        "status read in a group by 16505551234",
    ],
    "restfb-msg-status-ui": [
        "status sent priced",
    ],
    "restfb-msg-sticker": [
        "sticker None, from phone 491234567890 TestUser, opens the window at 1653253313, file sticker image/webp 1122990445227715",
    ],
    "restfb-msg-system-bsuid": [
        "user_id_changed: whatsapp_user …101010101010 → whatsapp_user …655302741918+whatsapp_parent …212886844830, gone whatsapp_user …101010101010",
    ],
    "restfb-msg-system": [
        "number_changed: phone 491234567890 → phone NEW_PHONE_NUMBER, gone phone 491234567890",
    ],
    "restfb-msg-text-bsuid": [
        "text 'Does it come in another color?', from whatsapp_user …655302741918+whatsapp_parent …212886844830+username realsheenanelson Sheena Nelson, in …0915618@g.us, opens the window at 1749416383",
    ],
    "restfb-msg-text": [
        "text 'Test', from phone 491234567890 TestUser, opens the window at 1653253313",
    ],
    "restfb-msg-unsupported": [
        "unsupported None, from phone 333333333333 unnamed, opens the window at 1701868892, with errors raw type",
    ],
    "restfb-msg-video": [
        "video 'Video', from phone 491234567890 TestUser, opens the window at 1653253313, file video video/mp4 378911494190301",
    ],
    "restfb-phone-number-name-update": [
        "info phone_number_name_update APPROVED: The display name “WhatsApp” of +16505551111 was approved.",
    ],
    "restfb-phone-number-quality-update": [
        "warning phone_number_quality_update FLAGGED: Quality of +16505551111: flagged. Its limit is tier 10k.",
    ],
    "restfb-user-id-update": [
        "user_id_changed: phone 16505551234+whatsapp_user …101010101010+whatsapp_parent …101010101010 → phone 16505551234+whatsapp_user …655302741918+whatsapp_parent …212886844830, gone whatsapp_user …101010101010+whatsapp_parent …101010101010",
    ],
    "vaam-history-declined": [
        "info history declined: The business does not share its earlier conversations.",
    ],
    "vaam-messaging-handovers-control-passed": [
        "info messaging_handovers control_passed: A conversation with +16505551234 passed from ai agent to escalation: WhatsApp user requested human agent.",
    ],
    "vaam-msg-interactive-nfm-reply-flow": [
        "interactive 'Sent', from phone 16505551234+whatsapp_user …655302741918 Sheena Nelson, answers …7FUgc73noXjo, opens the window at 1750102000, with answers form title",
    ],
    "vaam-msg-system-user-changed-user-id": [
        "user_id_changed: phone 16505551234 → phone 16505559876+whatsapp_user …019283746501+whatsapp_parent …019283746502, gone phone 16505551234",
    ],
    "vaam-msg-text-conversation-context": [
        "text 'Hello, I need help with my order', from phone 16505551234 Sheena Nelson, opens the window at 1750101000, with conversation_context",
    ],
    "vaam-standby-echo": [
        "text 'Hello! Your order #12345 has shipped.', to phone 16505551234 unnamed, as standby, answers …MkI0RkE3QTAA, at 1750101000, with standby",
    ],
    "vaam-standby-message": [
        "text 'Test standby message', from phone 16505551234 Test User, as standby, opens the window at 1750101000, with standby",
    ],
    "vaam-status-group-aggregated": [
        "status read in a group by 16505551234 priced",
        "status read in a group by 16505551235 priced",
        "status delivered in a group by 16505551236 priced",
    ],
    "vaam-template-correct-category-detection": [
        "template order_update en_US: {'category': 'UTILITY', 'correct_category': 'MARKETING'}",
    ],
    "vaam-user-preferences-no-profile": [
        "preference marketing_messages True of phone 16505551234 unnamed",
    ],
}
