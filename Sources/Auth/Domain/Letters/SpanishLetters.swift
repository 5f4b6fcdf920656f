enum SpanishLetters: LetterWords {
    static func title(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "Elegir una contraseña nueva"
        case .verification: "Confirmar su dirección de correo"
        case .newAddress: "Confirmar su nueva dirección de correo"
        case .addressChanged, .addressLeft: "Su dirección de correo ha cambiado"
        case .recoveryByProvider: "Su inicio de sesión"
        case .passwordChanged: "Su contraseña ha cambiado"
        case .passwordReset: "Tiene una contraseña nueva"
        case .factorAdded: "Se ha añadido un segundo factor"
        case .factorRemoved: "Se ha quitado un segundo factor"
        case .recoveryCodesMade: "Códigos de recuperación nuevos"
        case .deviceCode: "Su código para iniciar sesión"
        case .factorReset: "Se van a quitar sus segundos factores"
        case .providerLinked: "Se ha vinculado un servicio de inicio de sesión"
        case .invitation: "Invitación a trabajar en la clínica"
        case .staffWaiting: "Su cuenta espera aprobación"
        case .staffApproved: "Su cuenta está aprobada"
        case .staffRefused: "Su cuenta no fue aprobada"
        }
    }

    static func lead(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            "Alguien ha pedido elegir una contraseña nueva para la cuenta con esta dirección. Para hacerlo, abra este enlace:"
        case .verification: "Se ha creado una cuenta con esta dirección. Para confirmar que es suya, abra este enlace:"
        case .newAddress: "Esta dirección va a ser la de una cuenta. Para confirmarla, abra este enlace:"
        case .addressChanged:
            "Su cuenta tiene ahora otra dirección de correo. Si no ha sido usted, deshaga el cambio con este enlace:"
        case .addressLeft: "Una cuenta ya no usa esta dirección."
        case .recoveryByProvider:
            """
            Alguien ha pedido elegir una contraseña nueva para la cuenta con esta dirección. No tiene ninguna: la sesión se \
            inicia con un proveedor, como hasta ahora.
            """
        case .passwordChanged: "La contraseña de su cuenta ha cambiado y se ha cerrado la sesión en los demás dispositivos."
        case .passwordReset:
            """
            La contraseña de su cuenta se ha cambiado con un enlace recibido por correo y se ha cerrado la sesión en todos \
            los dispositivos.
            """
        case .factorAdded:
            """
            Se ha añadido un segundo factor a su cuenta: desde ahora se pide al iniciar sesión. Se ha cerrado la sesión en \
            los demás dispositivos.
            """
        case .factorRemoved: "Se ha quitado un segundo factor de su cuenta. Se ha cerrado la sesión en los demás dispositivos."
        case .recoveryCodesMade: "Se han creado códigos de recuperación nuevos para su cuenta; los anteriores ya no sirven."
        case .deviceCode:
            """
            Alguien quiere iniciar sesión en la cuenta con esta dirección en un dispositivo nuevo. Si es usted, escriba allí \
            este código:
            """
        case .factorReset:
            """
            Usted, o alguien en su nombre, ha dicho a la clínica que sus segundos factores se han perdido. Se quitarán en 24 \
            horas y se ha cerrado la sesión en todos los dispositivos. Si no ha sido usted, o los ha encontrado, deténgalo con \
            este enlace:
            """
        case .providerLinked:
            "Se ha vinculado un servicio de inicio de sesión a su cuenta: desde ahora también puede iniciar sesión con él."
        case .invitation: "La clínica ha invitado a esta dirección a formar parte de su equipo. Para aceptar, abra este enlace:"
        case .staffWaiting:
            """
            Se creó una cuenta médica con esta dirección. La clínica la revisa primero: hasta que se apruebe, nadie puede \
            encontrarla ni reservar con ella.
            """
        case .staffApproved:
            """
            La clínica ha aprobado su cuenta médica: desde ahora se puede encontrar y reservar. Indique ahora su horario.
            """
        case .staffRefused: "La clínica no ha aprobado su cuenta médica."
        }
    }

    static func note(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            """
            El enlace sirve una vez, durante 30 minutos, en el navegador donde se pidió. Si no ha sido usted, no haga nada: \
            su contraseña sigue igual.
            """
        case .verification:
            """
            El enlace sirve durante 6 días, con la sesión iniciada. Si no ha creado ninguna cuenta, no haga nada: no \
            recibirá más correos.
            """
        case .newAddress: "El enlace sirve durante un día, con la sesión iniciada. Si no ha sido usted, no haga nada."
        case .addressChanged:
            "El enlace sirve durante 7 días. También cierra todas las sesiones y le permite elegir una contraseña nueva."
        case .addressLeft: "Si esto no le dice nada, no hay nada que hacer."
        case .recoveryByProvider: "Si no ha sido usted, no hay nada que hacer."
        case .passwordChanged, .passwordReset, .factorAdded, .factorRemoved, .recoveryCodesMade, .providerLinked:
            """
            Si no ha sido usted, elija enseguida una contraseña nueva, con «¿Ha olvidado su contraseña?» en la página de \
            inicio de sesión, y avise a la clínica.
            """
        case .deviceCode:
            """
            El código sirve una vez, durante 10 minutos, en el navegador donde se pidió; la contraseña se pide como siempre. \
            Nadie en la clínica se lo pedirá nunca. Si no ha sido usted, no haga nada.
            """
        case .factorReset: "El enlace sirve durante 24 horas. Iniciar sesión con un segundo factor también lo detiene."
        case .invitation: "El enlace funciona una vez, durante 72 horas. Si no lo esperaba, no haga nada."
        case .staffWaiting: "No hay nada que hacer: recibirá un correo. Si no ha creado ninguna cuenta, ignore este mensaje."
        case .staffApproved: "Si esto no le dice nada, avise a la clínica."
        case .staffRefused: "Si cree que es un error, pregunte a la clínica."
        }
    }
}
